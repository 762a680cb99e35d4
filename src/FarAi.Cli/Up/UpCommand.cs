using System.CommandLine;
using System.Net;
using FarAi.ControlSilo;

namespace FarAi.Cli.Up;

/// <summary><c>farai up</c>: a whole grid on this machine.</summary>
internal static class UpCommand
{
    private static readonly Option<string> Listen = new("--listen") { Description = "Address to answer on; one that other machines reach needs --api-key.", DefaultValueFactory = _ => "127.0.0.1" };

    private static readonly Option<int> Port = new("--port") { Description = "Port, 1 to 65535.", DefaultValueFactory = _ => 8080 };

    private static readonly Option<string?> Model = new("--model") { Description = "Folder of a Hugging Face model to serve (default: the bundled far-tiny)." };

    private static readonly Option<string?> Draft = new("--draft") { Description = "Folder of the draft model that goes with --model; without it nothing is drafted." };

    private static readonly Option<string?> Data = new("--data") { Description = "Folder for state and keys (default: a folder of your user)." };

    private static readonly Option<string[]> ApiKey = new("--api-key") { Description = "Key that clients must present; may be repeated; also FARAI_API_KEY." };

    private static readonly Option<int> Scouts = new("--scouts") { Description = "Nodes that draft, 0 to 16.", DefaultValueFactory = _ => 2 };

    private static readonly Option<int> Primes = new("--primes") { Description = "Nodes that verify, 3 to 16: three form the triad, the others stand by.", DefaultValueFactory = _ => 4 };

    private static readonly Option<double> LinkDelay = new("--link-delay-ms") { Description = "One-way delay added to every link, 0 to 1000 ms: a wide area on one machine." };

    private static readonly Option<double> DraftErrorRate = new("--draft-error-rate") { Description = "Share of drafts to spoil on purpose, 0 to 1." };

    private static readonly Option<int> ReadyTimeout = new("--ready-timeout") { Description = "Seconds until a grid that does not get ready is given up, 1 to 86400.", DefaultValueFactory = _ => 300 };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show what the nodes print." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("up", "Start a grid on this machine: control plane, gateway, scouts and primes.")
        {
            Listen, Port, Model, Draft, Data, ApiKey, Scouts, Primes, LinkDelay, DraftErrorRate, ReadyTimeout, Verbose,
        };
        Within(Port, 1, 65535);
        Within(Scouts, 0, 16);
        Within(Primes, 3, 16);
        Within(LinkDelay, 0, 1000);
        Within(DraftErrorRate, 0, 1);
        Within(ReadyTimeout, 1, 86400);
        Listen.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _))
                result.AddError("--listen must be an IP address");
        });
        command.SetAction((result, stop) => UpRun.RunAsync(Settings(result), stop));
        return command;
    }

    private static UpSettings Settings(ParseResult result)
    {
        var model = result.GetValue(Model);
        var draft = result.GetValue(Draft);
        if (model is null && draft is not null)
            throw new StartFailedException(ExitCodes.Usage, "--draft goes with --model: give both");
        if (model is null)
            (model, draft) = BundledModel.Find();
        string[] keys = result.GetValue(ApiKey) ?? [];
        if (keys.Length == 0 && Environment.GetEnvironmentVariable("FARAI_API_KEY") is { Length: > 0 } key)
            keys = [key];
        return new UpSettings
        {
            Address = IPAddress.Parse(result.GetRequiredValue(Listen)),
            Port = result.GetRequiredValue(Port),
            Model = Path.GetFullPath(model),
            Draft = draft is null ? null : Path.GetFullPath(draft),
            Data = result.GetValue(Data) ?? UserFolder.Default,
            ApiKeys = keys,
            Scouts = result.GetRequiredValue(Scouts),
            Primes = result.GetRequiredValue(Primes),
            LinkDelayMs = result.GetValue(LinkDelay),
            DraftErrorRate = result.GetValue(DraftErrorRate),
            ReadyTimeout = TimeSpan.FromSeconds(result.GetRequiredValue(ReadyTimeout)),
            Verbose = result.GetValue(Verbose),
        };
    }

    private static void Within<T>(Option<T> option, T least, T most)
        where T : struct, IComparable<T>, IFormattable => option.Validators.Add(result =>
    {
        // A value that is no number has its own error already.
        if (result.Errors.Any())
            return;
        var value = result.GetValueOrDefault<T>();
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError($"{option.Name} must be {least} to {most}");
    });
}
