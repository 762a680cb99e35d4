using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using FarAi.Cluster;
using FarAi.Core.Nodes;
using FarAi.Node;

namespace FarAi.GpuSilo;

/// <summary>The command that runs a node; the silo's own program and <c>farai node</c> share it.</summary>
public static class GpuSiloCommand
{
    /// <summary>The environment variable that holds the enrolment token where the command line should not.</summary>
    public const string TokenVariable = "FARAI_TOKEN";

    private static readonly Option<Uri?> Join = new("--join")
    {
        Description = "The grid's address, for example http://127.0.0.1:8080 or wss://grid.example/link",
        CustomParser = ParseGrid,
    };

    private static readonly Option<string?> Token = new("--token") { Description = $"The enrolment token; without it {TokenVariable} is read" };
    private static readonly Option<SwarmLayer?> Layer = new("--layer") { Description = "Serve in this layer, whatever the machine measures: scout, ranger or prime" };
    private static readonly Option<string?> Data = new("--data") { Description = "Folder of the node's key; without it the node has a new identity each time" };
    private static readonly Option<IPEndPoint> Listen = new("--listen")
    {
        Description = "Where other nodes reach this one; port 0 takes a free one",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 0),
        CustomParser = ParseEndPoint,
    };

    private static readonly Option<Uri?> Advertise = new("--advertise") { Description = "The address other nodes are told, for example ws://10.0.0.5:7000/peer", CustomParser = ParsePeer };
    private static readonly Option<long?> Memory = new("--memory") { Description = "Most bytes for weights and caches" };
    private static readonly Option<double> Delay = new("--link-delay-ms") { Description = "Added to every received frame, one way: for benchmarks" };
    private static readonly Option<double> Errors = new("--draft-error-rate") { Description = "Share of drafts that are spoilt, 0 to 1: for benchmarks" };
    private static readonly Option<bool> ExitWithParent = new("--exit-with-parent") { Description = "Leave when standard input ends" };

    private static readonly Option<double> Grace = BoundedOption.Create(
        "--drain-seconds", "How long the node works on after SIGTERM while others take its places; SIGINT ends it at once. Default 10.", 10.0, 0, 3600);

    /// <summary>The command, ready to be run or put under another one.</summary>
    public static Command Create()
    {
        var command = new Command("node", "Runs a node that computes for a grid")
        {
            Join, Token, Layer, Data, Listen, Advertise, Memory, Delay, Errors, ExitWithParent, Grace,
        };
        var silo = new ShardSiloOptions();
        silo.AddTo(command);
        command.SetAction((result, cancel) => silo.Read(result) is { } shard
            ? ShardSiloProcess.RunAsync(shard, result.InvocationConfiguration.Output, cancel)
            : NodeProcess.RunAsync(Options(result), result.GetValue(ExitWithParent), TimeSpan.FromSeconds(result.GetValue(Grace)), cancel));
        return command;
    }

    /// <summary>Whether a node that joins over the link was asked for: SIGTERM lets it hand its work over first.</summary>
    public static bool TakesSignals(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.GetValue(Join) is not null;
    }

    private static NodeOptions Options(ParseResult result) => new()
    {
        Grid = result.GetValue(Join) ?? throw new StartFailedException(ExitCodes.Usage, "a node needs the grid's address: give it with --join (or, a trusted operator's silo, --join-cluster)"),
        EnrolmentToken = result.GetValue(Token) ?? Environment.GetEnvironmentVariable(TokenVariable) ?? string.Empty,
        ForcedLayer = result.GetValue(Layer),
        DataDirectory = result.GetValue(Data),
        Listen = result.GetRequiredValue(Listen),
        Advertise = result.GetValue(Advertise),
        MemoryBytes = result.GetValue(Memory),
        InjectedDelay = TimeSpan.FromMilliseconds(result.GetValue(Delay)),
        DraftErrorRate = result.GetValue(Errors),
    };

    // People paste what a browser shows: http becomes ws, and a bare host gets the link's path.
    private static Uri? ParseGrid(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "ws://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("ws" or "wss" or "http" or "https"))
        {
            result.AddError($"'{text}' is no address of a grid; give one like http://127.0.0.1:8080");
            return null;
        }

        return new UriBuilder(uri)
        {
            Scheme = uri.Scheme is "https" or "wss" ? "wss" : "ws",
            Path = uri.AbsolutePath == "/" ? "/link" : uri.AbsolutePath,
            Port = uri.Port,
        }.Uri;
    }

    private static Uri? ParsePeer(ArgumentResult result)
    {
        if (result.Tokens.Count == 1 && Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is ("ws" or "wss"))
            return uri;
        result.AddError("the advertised address must start with ws:// or wss://, for example ws://10.0.0.5:7000/peer");
        return null;
    }

    private static IPEndPoint? ParseEndPoint(ArgumentResult result)
    {
        if (result.Tokens.Count == 1 && IPEndPoint.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError("the listening address must be an IP address and a port, for example 0.0.0.0:7000");
        return null;
    }
}
