using System.CommandLine;
using System.Text.Json;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Chaos;

/// <summary><c>farai chaos</c>: rehearses the loss of every part of a grid under running streams.</summary>
internal static class ChaosCommand
{
    private static readonly Option<string[]> Faults = new("--faults")
    {
        Description = $"Which, comma-separated or one after the other; default all. {string.Join("; ", FaultBook.All.Select(f => $"{f.Name}: {f.What}"))}.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Repeat = BoundedOption.Create("--repeat", "How often each.", 10, 1, 10_000);
    private static readonly Option<int> Streams = BoundedOption.Create("--streams", "Concurrent streams.", 16, 1, 64);
    private static readonly Option<int> Tokens = BoundedOption.Create("--tokens", "Most tokens of each.", 200, 16, 900);
    private static readonly Option<StandbyPolicy> Standby = new("--standby") { Description = "What standbys do: hot (default here) or cold.", DefaultValueFactory = _ => StandbyPolicy.Hot };
    private static readonly Option<double> LinkDelay = BoundedOption.Create("--link-delay-ms", "One-way delay added to every link, milliseconds.", 0.0, 0, 1000);
    private static readonly Option<string?> Logs = new("--logs") { Description = "Folder for the output of the grid's processes; without it only that of a grid on which something failed is kept." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the figures as one JSON array; the table goes to standard error." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("chaos", "Rehearse failures: grids of real processes lose parts under running streams; every stream must be exact. Ends with status 1 where one is not.")
        {
            Faults, Repeat, Streams, Tokens, Standby, LinkDelay, Logs, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
            throw new StartFailedException(ExitCodes.Usage, "farai chaos needs POSIX signals; Windows has none");
        var settings = new ChaosSettings(
            Chosen(result.GetValue(Faults) ?? []), result.GetValue(Repeat), result.GetValue(Streams), result.GetValue(Tokens), result.GetValue(Standby),
            result.GetValue(LinkDelay), result.GetValue(Logs));
        var json = result.GetValue(Json);
        var progress = json ? Console.Error : Console.Out;
        if (ClusterHosting.IsCluster && settings.Faults.Any(f => f.NeedsStore))
        {
            settings = settings with { Faults = [.. settings.Faults.Where(f => !f.NeedsStore)] };
            await progress.WriteLineAsync("control-killed is left out: this build keeps a lone control process's state in memory; use the default build".AsMemory(), stop);
        }

        await progress.WriteLineAsync(ChaosReport.Head(settings).AsMemory(), stop);
        var records = await new ChaosRun(settings, progress, TimeProvider.System).RunAsync(stop);
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(records, ChaosJson.Default.IReadOnlyListFaultRecord).AsMemory(), stop);
        return records.All(r => r.Failures.Count == 0) ? ExitCodes.Success : ExitCodes.Fault;
    }

    private static IReadOnlyList<Fault> Chosen(string[] names)
    {
        var wanted = names.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        if (wanted.FirstOrDefault(w => FaultBook.All.All(f => f.Name != w)) is { } unknown)
            throw new StartFailedException(ExitCodes.Usage, $"there is no fault '{unknown}'; there are {string.Join(", ", FaultBook.All.Select(f => f.Name))}");
        return wanted.Count == 0 ? FaultBook.All : [.. FaultBook.All.Where(f => wanted.Contains(f.Name))];
    }
}
