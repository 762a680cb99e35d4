#if !GRAINHOST_ORLEANS
using System.Globalization;
using FarAi.Simulation.Scale;

namespace FarAi.Cli.Sim;

/// <summary>Runs a very large grid without sessions and says how fast and how heavy it was.</summary>
internal static class ScaleRun
{
    public static int Run(SimSettings settings, TextWriter output)
    {
        var failed = false;
        for (var i = 0; i < settings.Seeds; i++)
        {
            var seed = settings.Seed + (ulong)i;
            var report = RunOnce(settings, seed, output);
            foreach (var violation in report.Violations)
                output.WriteLine($"VIOLATION with seed {seed}: {violation}");
            if (report.Violations.Count > 0)
                output.WriteLine($"repeat it:  {settings.Command(seed)}");
            Describe(report, output);
            failed |= report.Violations.Count > 0;
            if (!settings.Replay)
                continue;
            var again = RunOnce(settings, seed, output);
            output.WriteLine(again.TraceHash == report.TraceHash ? "the second run is the same" : $"VIOLATION: the second run differs: trace {again.TraceHash}");
            failed |= again.TraceHash != report.TraceHash;
        }

        return failed ? 1 : 0;
    }

    private static ScaleReport RunOnce(SimSettings settings, ulong seed, TextWriter output) => ScaleScenario.Run(
        new ScaleOptions
        {
            Nodes = settings.Nodes,
            Duration = settings.Duration,
            Seed = seed,
            CrashesPerNodeHour = settings.Chaos switch { "none" => 0, "harsh" => 2, _ => 0.5 },
        },
        Console.IsOutputRedirected ? null : time => output.WriteLine($"virtual time {time}"));

    private static void Describe(ScaleReport report, TextWriter output)
    {
        Line("nodes", $"{report.Nodes:N0}");
        Line("trace hash", report.TraceHash);
        Line("invariants checked", $"{report.Checks:N0} times, {report.Violations.Count} violations");
        Line("heartbeats", $"{report.Heartbeats:N0}; {report.Registrations:N0} registrations, {report.Crashes:N0} crashes");
        Line("bytes per node activation", $"{report.BytesPerNode:N0} in memory, {report.StoredBytesPerNode:N0} stored");
        Line("peak working set", string.Create(CultureInfo.InvariantCulture, $"{report.PeakWorkingSet / 1e9:0.00} GB"));
        Line("throughput", string.Create(CultureInfo.InvariantCulture, $"{report.StepsPerSecond:N0} events/s, {report.Speed:0.0} x real time ({report.VirtualTime} in {report.RealTime.TotalSeconds:0.0} s)"));

        void Line(string name, string value) => output.WriteLine($"{name,-34}{value}");
    }
}
#endif
