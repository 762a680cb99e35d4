using System.CommandLine;
using System.Net;
using FarAi.ControlSilo;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Up;

/// <summary><c>farai up</c>: a whole grid on this machine.</summary>
internal static class UpCommand
{
    private static readonly Option<string> Listen = new("--listen") { Description = "Address to answer on; one that other machines reach needs --api-key.", DefaultValueFactory = _ => "127.0.0.1" };

    private static readonly Option<int> Port = BoundedOption.Create("--port", "The port.", 8080, 1, 65535);

    private static readonly Option<string?> Model = new("--model") { Description = "Folder of a Hugging Face model to serve (default: the bundled far-tiny)." };

    private static readonly Option<string?> Draft = new("--draft") { Description = "Folder of the draft model that goes with --model; without it nothing is drafted." };

    private static readonly Option<string?> Data = new("--data") { Description = "Folder for state and keys (default: a folder of your user)." };

    private static readonly Option<string[]> ApiKey = new("--api-key") { Description = "Key that clients must present; may be repeated; also FARAI_API_KEY." };

    private static readonly Option<int> Scouts = BoundedOption.Create("--scouts", "Nodes that draft.", 2, 0, 16);

    private static readonly Option<int> Primes = BoundedOption.Create("--primes", "Nodes that verify: three form the triad, the others stand by.", 4, 3, 16);

    private static readonly Option<double> LinkDelay = BoundedOption.Create("--link-delay-ms", "One-way delay added to every link, milliseconds: a wide area on one machine.", 0.0, 0, 1000);

    private static readonly Option<double> DraftErrorRate = BoundedOption.Create("--draft-error-rate", "Share of drafts to spoil on purpose.", 0.0, 0, 1);

    private static readonly Option<int> ReadyTimeout = BoundedOption.Create("--ready-timeout", "Seconds until a grid that does not get ready is given up.", 300, 1, 86400);

    private static readonly Option<StandbyPolicy> Standby = new("--standby") { Description = "What the standby prime does: 'hot' computes beside the members and takes a lost one's place at once, 'warm' only holds the weights, 'cold' (default) leaves the processors to them." };

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show what the nodes print." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("up", "Start a grid on this machine: control plane, gateway, scouts and primes.")
        {
            Listen, Port, Model, Draft, Data, ApiKey, Scouts, Primes, LinkDelay, DraftErrorRate, ReadyTimeout, Standby, Verbose,
        };
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
            Standby = result.GetValue(Standby),
            Verbose = result.GetValue(Verbose),
        };
    }
}
