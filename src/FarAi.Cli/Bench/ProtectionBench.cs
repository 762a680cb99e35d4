using System.Diagnostics;
using System.Globalization;
using FarAi.Cli.Grid;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Bench;

/// <summary>
/// Measures what standbys cost while nothing fails: the same concurrent streams on a grid whose standby waits, and on one whose standby computes beside the
/// members. Both grids are up all the time and take turns; the bytes are those of the loopback interface, heartbeats included.
/// </summary>
internal sealed class ProtectionBench(TextWriter output)
{
    /// <summary>The same way of speculating everywhere: what each grid would learn for itself differs by more than what is measured.</summary>
    private const string Gamma = "4";

    private const string Prompt = "Tell me a story about a fox named Pip and a lantern.";

    /// <summary>Runs and prints; false where an output differed.</summary>
    /// <param name="streams">Streams at once.</param>
    /// <param name="runs">Runs of each way.</param>
    /// <param name="maxTokens">Most tokens of a stream.</param>
    /// <param name="roundTrips">Injected round trips of every link, milliseconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> Run(int streams, int runs, int maxTokens, IReadOnlyList<double> roundTrips, CancellationToken cancellationToken)
    {
        var same = true;
        output.WriteLine($"{streams} streams at once, {runs} runs, up to {maxTokens} tokens, temperature 0.8, gamma {Gamma}, {Environment.ProcessorCount} processors: median [lowest–highest]");
        foreach (var roundTrip in roundTrips)
        {
            await using var cold = await GridProcess.Start(roundTrip / 2, 0, cancellationToken);
            await using var warm = await GridProcess.Start(roundTrip / 2, 0, cancellationToken, StandbyPolicy.Warm);
            await using var hot = await GridProcess.Start(roundTrip / 2, 0, cancellationToken, StandbyPolicy.Hot);
            await Protected(warm, cancellationToken);
            await Protected(hot, cancellationToken);
            GridProcess[] grids = [cold, warm, hot];
            var samples = grids.Select(_ => new List<Sample>()).ToArray();
            foreach (var grid in grids.Concat(grids))
                await Measure(grid, streams, maxTokens, 0, cancellationToken); // compiles what is measured
            for (var run = 0; run < runs; run++)
            {
                for (var i = 0; i < grids.Length; i++)
                    samples[i].Add(await Measure(grids[i], streams, maxTokens, 1 + (run * streams), cancellationToken));
                same &= samples.All(s => s[^1].Texts.SequenceEqual(samples[0][^1].Texts));
            }

            Report(roundTrip, samples);
        }

        output.WriteLine(same ? "outputs are the same, token for token" : "outputs DIFFER");
        return same;
    }

    private void Report(double roundTrip, List<Sample>[] samples)
    {
        var (cold, warm, hot) = (samples[0], samples[1], samples[2]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            {(roundTrip == 0 ? "loopback" : $"{roundTrip:0} ms round trip on every link")}
              cold standby       {Spread.Of(cold.Select(s => s.Rate)).Show("0")} tokens/s, {Spread.Of(cold.Select(s => s.BytesPerToken)).Show("0")} bytes per token, {Spread.Of(cold.Select(s => s.Busy)).Show("0.00")} processors busy
              warm standby       {Spread.Of(warm.Select(s => s.Rate)).Show("0")} tokens/s, {Spread.Of(warm.Select(s => s.BytesPerToken)).Show("0")} bytes per token, {Spread.Of(warm.Select(s => s.Busy)).Show("0.00")} processors busy
              hot standby        {Spread.Of(hot.Select(s => s.Rate)).Show("0")} tokens/s, {Spread.Of(hot.Select(s => s.BytesPerToken)).Show("0")} bytes per token, {Spread.Of(hot.Select(s => s.Busy)).Show("0.00")} processors busy
              warm / cold        {Ratio(warm, cold, s => s.Rate)} of the throughput, {Ratio(warm, cold, s => s.BytesPerToken)} of the bytes
              hot / cold         {Ratio(hot, cold, s => s.Rate)} of the throughput, {Ratio(hot, cold, s => s.BytesPerToken)} of the bytes (target 0.90 of the throughput where the standby has processors of its own)
            """));
    }

    private static string Ratio(List<Sample> of, List<Sample> to, Func<Sample, double> value) =>
        Spread.Of(of.Zip(to, (a, b) => value(a) / value(b))).Show("0.00");

    private static async Task<Sample> Measure(GridProcess grid, int streams, int maxTokens, int seed, CancellationToken cancellationToken)
    {
        using var client = new BenchClient(grid.Address);
        var (bytes, busy, start) = (LoopbackBytes(), BusySeconds(), Stopwatch.GetTimestamp());
        var all = await Task.WhenAll(Enumerable.Range(0, streams).Select(i => client.Stream(Prompt, seed + i, maxTokens, Gamma, cancellationToken)));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var tokens = all.Sum(s => s.Tokens + 1);
        return new Sample(tokens / elapsed, (LoopbackBytes() - bytes) / (double)tokens, (BusySeconds() - busy) / elapsed, [.. all.Select(s => s.Text)]);
    }

    private static async Task Protected(GridProcess grid, CancellationToken cancellationToken)
    {
        using var client = new GridClient(grid.Address, null);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while ((await client.StatusAsync(cancellationToken)).Triads.Any(t => t.Mirrored.Count < 3))
            await poll.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>Bytes that the loopback interface has carried.</summary>
    private static long LoopbackBytes()
    {
        var line = File.ReadLines("/proc/net/dev").First(l => l.TrimStart().StartsWith("lo:", StringComparison.Ordinal));
        return long.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time of the whole machine that was not idle, seconds.</summary>
    private static double BusySeconds()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Take(8).Sum() - ticks[3] - ticks[4]) / 100; // idle and waiting for disks; 100 ticks a second
    }

    /// <summary>One run of all streams.</summary>
    private sealed record Sample(double Rate, double BytesPerToken, double Busy, IReadOnlyList<string> Texts);
}
