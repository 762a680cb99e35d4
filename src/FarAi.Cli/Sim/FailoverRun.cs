#if !GRAINHOST_ORLEANS
using System.Globalization;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Failover;

namespace FarAi.Cli.Sim;

/// <summary>Runs the failover scenario for some seeds and says what users would have noticed of each kind of fault.</summary>
internal sealed class FailoverRun(SimSettings settings, TextWriter output)
{
    private readonly Lock _gate = new();
    private readonly List<FailoverReport> _reports = [];
    private readonly SortedDictionary<string, int> _violations = new(StringComparer.Ordinal);
    private int _failures;

    public static int Run(SimSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var run = new FailoverRun(settings, output);
        var begun = TimeProvider.System.GetTimestamp();
        SeedRunner.Run(settings, run.RunSeed, cancellationToken);
        run.Summarise(TimeProvider.System.GetElapsedTime(begun));
        return run._failures == 0 && run._reports.Count == settings.Seeds ? 0 : 1;
    }

    private void RunSeed(ulong seed)
    {
        var options = new FailoverOptions { Seed = seed, Sessions = settings.Sessions, Standby = settings.Standby == "hot" ? StandbyPolicy.Hot : StandbyPolicy.Cold };
        try
        {
            var report = FailoverScenario.Run(options, settings.Trace ? WriteLine : null);
            if (settings.Replay && FailoverScenario.Run(options) is var again && again.TraceHash != report.TraceHash)
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

    private void Add(FailoverReport report)
    {
        lock (_gate)
        {
            _reports.Add(report);
            if (report.Violation is { } violation)
            {
                _violations[violation.Invariant] = _violations.GetValueOrDefault(violation.Invariant) + 1;
                Fail(report.Seed, violation.ToString());
            }
            else if (settings.Seeds == 1)
            {
                Line("trace hash", report.TraceHash + (settings.Replay ? " (the second run is the same)" : ""));
            }
            else if (!Console.IsOutputRedirected || _reports.Count % 50 == 0)
            {
                WriteLine($"{_reports.Count} of {settings.Seeds} seeds, {_failures} with a violation");
            }
        }
    }

    private void Fail(ulong seed, string what)
    {
        lock (_gate)
        {
            _failures++;
            WriteLine($"VIOLATION with seed {seed}: {what}");
            WriteLine($"repeat it:  {settings.Command(seed)} --trace");
        }
    }

    private void Summarise(TimeSpan wall)
    {
        if (_reports.Count == 0)
            return;
        var steps = _reports.Sum(r => r.Steps);
        var time = TimeSpan.FromTicks(_reports.Sum(r => r.VirtualTime.Ticks));
        var streams = TimeSpan.FromTicks(_reports.Sum(r => r.StreamTime.Ticks));
        var down = TimeSpan.FromTicks(_reports.Sum(r => r.DownTime.Ticks));
        TimeSpan[] first = [.. _reports.SelectMany(r => r.FirstTokens).Order()];
        Line("seeds", $"{_reports.Count}, {_failures} with a violation");
        Line("invariants checked", $"{_reports.Sum(r => r.Checks):N0} times");
        Line("sessions", Sum(_reports.SelectMany(r => r.Sessions)));
        Line("tokens", $"{_reports.Sum(r => r.Tokens):N0}");
        Line("lost, repeated or reordered", $"{_violations.GetValueOrDefault("no token is lost, repeated or reordered")} tokens");
        Line("changed", $"{_violations.GetValueOrDefault("exact output")} tokens");
        Line("availability", string.Create(CultureInfo.InvariantCulture, $"{1 - (down / streams):P3} of {streams.TotalHours:0.0} h of streams; first token after {Seconds(first, 0.5)} (p50), {Seconds(first, 0.99)} (p99)"));
        Line("promotions", $"{_reports.Sum(r => r.Promotions):N0}; sessions opened again {_reports.Sum(r => r.Reopens):N0} times");
        Line("throughput", string.Create(CultureInfo.InvariantCulture, $"{steps / wall.TotalSeconds:N0} events/s, {time / wall:N0} x real time ({time:d\\.hh\\:mm\\:ss} in {wall.TotalSeconds:0.0} s)"));
        WriteLine("");
        WriteLine("longest wait of a stream for a token, beyond its usual one, seconds");
        WriteLine($"{"fault",-20}{"faults",8}{"streams",9}{"p50",9}{"p90",9}{"p99",9}{"max",9}");
        foreach (var kind in Enum.GetValues<FailoverFault>())
            Row(kind, [.. _reports.SelectMany(r => r.Gaps.GetValueOrDefault(kind) ?? []).Order()]);
    }

    private void Row(FailoverFault kind, TimeSpan[] gaps)
    {
        if (gaps.Length > 0)
            WriteLine($"{kind,-20}{_reports.Sum(r => r.Measured.GetValueOrDefault(kind)),8}{gaps.Length,9}{Seconds(gaps, 0.5),9}{Seconds(gaps, 0.9),9}{Seconds(gaps, 0.99),9}{Seconds(gaps, 1),9}");
    }

    /// <summary>A quantile of sorted times: the smallest that at least that share of them does not exceed.</summary>
    private static string Seconds(TimeSpan[] sorted, double share) => sorted.Length == 0
        ? "-"
        : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)].TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Sum(IEnumerable<KeyValuePair<string, long>> counts) => string.Join(
        ", ", counts.GroupBy(c => c.Key).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key.ToLowerInvariant()} {g.Sum(c => c.Value):N0}"));

    private void Line(string name, string value) => WriteLine($"{name,-34}{value}");

    private void WriteLine(string text)
    {
        lock (_gate)
            output.WriteLine(text);
    }
}
#endif
