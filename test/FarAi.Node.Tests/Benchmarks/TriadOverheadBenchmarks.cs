using System.Diagnostics;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Benchmarks;

/// <summary>Figures, not verdicts: run with <c>-- --explicit only</c>, built with <c>-c Release</c>.</summary>
public sealed class TriadOverheadBenchmarks
{
    private const int Tokens = 400;
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 7);

    [Fact(Explicit = true)]
    public async Task TimePerTokenBeyondTheCompute_OnLoopback()
    {
        await using var triad = await TriadGrid.StartAsync();
        var prompt = TestModels.Prompts.MaxBy(p => p.Length)!;
        for (var i = 0; i < 6; i++)
        {
            TestModels.Expected(prompt, Sampled, Tokens);
            await RunAsync(triad, prompt, SpeculationPlan.Off, scout: false);
            await RunAsync(triad, prompt, SpeculationPlan.Rounds(4), scout: true);
            await RunAsync(triad, prompt, SpeculationPlan.Rounds(8), scout: true);
        }

        for (var i = 0; i < 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var count = TestModels.Expected(prompt, Sampled, Tokens).Length;
            Console.WriteLine($"whole model: {Stopwatch.GetElapsedTime(started).TotalMilliseconds / count:F3} ms per token over {count}");
            Console.WriteLine(await RunAsync(triad, prompt, SpeculationPlan.Off, scout: false));
            Console.WriteLine(await RunAsync(triad, prompt, SpeculationPlan.Rounds(4), scout: true));
            Console.WriteLine(await RunAsync(triad, prompt, SpeculationPlan.Rounds(8), scout: true));
            Console.WriteLine(await RunAsync(triad, prompt, new SpeculationPlan(4, 40, 4, TimeSpan.FromMilliseconds(1)), scout: true));
        }
    }

    [Theory(Explicit = true)]
    [InlineData(10, 0)]
    [InlineData(30, 0)]
    [InlineData(10, 0.4)]
    [InlineData(30, 0.4)]
    public async Task TimePerToken_WithDelayedLinks(int oneWayMilliseconds, double draftErrors)
    {
        await using var triad = await TriadGrid.StartAsync(delay: TimeSpan.FromMilliseconds(oneWayMilliseconds), draftErrors: draftErrors);
        var prompt = TestModels.Prompts.MaxBy(p => p.Length)!;
        Console.WriteLine($"one-way delay {oneWayMilliseconds} ms, spoilt drafts {draftErrors}");
        Console.WriteLine(await RunAsync(triad, prompt, SpeculationPlan.Off, scout: false));
        foreach (var plan in new[]
        {
            SpeculationPlan.Rounds(4), SpeculationPlan.Rounds(8), SpeculationPlan.Rounds(16), new(4, 48, 8, TimeSpan.FromMilliseconds(5)),
            new(8, 72, 8, TimeSpan.FromMilliseconds(5)), new SpeculationPlan(8, 72, 8, TimeSpan.FromMilliseconds(oneWayMilliseconds * 3)),
        })
            Console.WriteLine(await RunAsync(triad, prompt, plan, scout: true));
    }

    private static async Task<string> RunAsync(TriadGrid triad, int[] prompt, SpeculationPlan plan, bool scout)
    {
        var session = triad.Session(prompt, Sampled, Tokens, plan);
        session = session with { EndTokens = [] };
        triad.Open(session);
        if (scout)
            triad.Draft(triad.Scouts[0], session);
        List<double> trips = [];
        List<double> computes = [];
        List<double> drafts = [];
        var reader = triad.Grid.Verdicts(session.Session).Reader;
        var (count, rounds, drafted, accepted, started) = (0, 0, 0, 0, 0L);
        while (true)
        {
            var verdict = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            if (count == 0)
                started = Stopwatch.GetTimestamp();
            (count, rounds, drafted, accepted) = (count + verdict.Tokens.Count, rounds + 1, drafted + verdict.Drafted, accepted + verdict.Accepted);
            if (verdict.RoundTrip > TimeSpan.Zero)
                trips.Add(verdict.RoundTrip.TotalMilliseconds);
            computes.Add(verdict.Compute.TotalMilliseconds);
            drafts.Add(verdict.DraftTime.TotalMilliseconds);
            if (verdict.Finish != FinishReason.None)
                break;
        }

        var perToken = Stopwatch.GetElapsedTime(started).TotalMilliseconds / count;
        return $"  {plan}: {perToken:F3} ms per token, {count} tokens in {rounds} rounds, accepted {accepted}/{drafted}, "
            + $"median round trip {Median(trips):F3} ms, compute {Median(computes):F3} ms, draft {Median(drafts):F3} ms";
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.NaN : values[values.Count / 2];
    }
}
