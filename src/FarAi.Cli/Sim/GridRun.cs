#if !GRAINHOST_ORLEANS
using System.Globalization;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Simulation.Chaos;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;

namespace FarAi.Cli.Sim;

/// <summary>Runs a grid with sessions for some seeds, as many at once as there are cores, and says what came of it.</summary>
internal sealed class GridRun(SimSettings settings, TextWriter output)
{
    private readonly Lock _gate = new();
    private readonly List<GridReport> _reports = [];
    private readonly List<string> _failures = [];

    public static int Run(SimSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var run = new GridRun(settings, output);
        var begun = TimeProvider.System.GetTimestamp();
        SeedRunner.Run(settings, run.RunSeed, cancellationToken);
        run.Summarise(TimeProvider.System.GetElapsedTime(begun));
        return run._failures.Count == 0 && run._reports.Count == settings.Seeds ? 0 : 1;
    }

    private void RunSeed(ulong seed)
    {
        var options = new GridOptions
        {
            Seed = seed,
            Nodes = settings.Nodes,
            Duration = settings.Duration,
            Standby = settings.Standby == "hot" ? StandbyPolicy.Hot : StandbyPolicy.Cold,
            Chaos = ChaosOptions.Profiles.Single(p => p.Name == settings.Chaos),
        };
        try
        {
            var report = GridScenario.Run(options, settings.Trace ? WriteLine : null);
            if (settings.Replay && GridScenario.Run(options) is var again && again.TraceHash != report.TraceHash)
                throw new NondeterminismException($"the second run of seed {seed} differs: trace {again.TraceHash} after {again.Steps} steps, the first {report.TraceHash} after {report.Steps}");
            Add(report);
        }
#pragma warning disable CA1031 // The top of a seed's run: its failure is printed with the command that repeats it, and the next seed runs.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(seed, exception is NondeterminismException ? exception.Message : exception.ToString());
        }
    }

    private void Add(GridReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
            if (report.Violation is { } violation)
                Fail(report.Seed, violation.ToString());
            else if (settings.Seeds == 1)
                Describe(report);
            else if (!Console.IsOutputRedirected || _reports.Count % 50 == 0)
                WriteLine($"{_reports.Count} of {settings.Seeds} seeds, {_failures.Count} with a violation");
        }
    }

    private void Fail(ulong seed, string what)
    {
        lock (_gate)
        {
            _failures.Add(what);
            WriteLine($"VIOLATION with seed {seed}: {what}");
            WriteLine($"repeat it:  {settings.Command(seed)} --trace");
        }
    }

    private void Describe(GridReport report)
    {
        Line("trace hash", report.TraceHash + (settings.Replay ? " (the second run is the same)" : ""));
        Line("longest wait between two tokens", Seconds(report.LongestGap));
    }

    private void Summarise(TimeSpan wall)
    {
        if (_reports.Count == 0)
            return;
        var steps = _reports.Sum(r => r.Steps);
        var time = TimeSpan.FromTicks(_reports.Sum(r => r.VirtualTime.Ticks));
        Line("seeds", $"{_reports.Count}, {_failures.Count} with a violation");
        Line("invariants checked", $"{_reports.Sum(r => r.Checks):N0} times");
        Line("sessions", Sum(_reports.SelectMany(r => r.Sessions)));
        Line("tokens", $"{_reports.Sum(r => r.Tokens):N0}");
        Line("verdicts", $"{_reports.Sum(r => r.Verdicts):N0} obeyed, {_reports.Sum(r => r.RefusedVerdicts):N0} refused");
        Line("epochs", $"{_reports.Sum(r => r.Epochs):N0}");
        Line("faults", Sum(_reports.SelectMany(r => r.Faults).Select(f => KeyValuePair.Create(f.Key, (long)f.Value))));
        Line("throughput", string.Create(CultureInfo.InvariantCulture, $"{steps / wall.TotalSeconds:N0} events/s, {time / wall:N0} x real time ({time:d\\.hh\\:mm\\:ss} in {wall.TotalSeconds:0.0} s)"));
    }

    private static string Sum(IEnumerable<KeyValuePair<string, long>> counts)
    {
        var sums = counts.GroupBy(c => c.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key.ToLowerInvariant()} {g.Sum(c => c.Value):N0}").ToArray();
        return sums.Length == 0 ? "none" : string.Join(", ", sums);
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    private void Line(string name, string value) => WriteLine($"{name,-34}{value}");

    private void WriteLine(string text)
    {
        lock (_gate)
            output.WriteLine(text);
    }
}
#endif
