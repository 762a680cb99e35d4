using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>Three nodes and a scout over real sockets give the tokens of the whole model in one process.</summary>
public sealed class TriadLosslessnessTests(SharedTriad shared) : IClassFixture<SharedTriad>
{
    private static readonly SamplingParameters Sampled = new(0.8, 0.95, 0, 42);

    public static TheoryData<double, string> Plans()
    {
        var data = new TheoryData<double, string>();
        foreach (var temperature in new[] { 0, 0.8 })
        {
            foreach (var plan in new[] { "0", "1", "4", "8", "pipelined" })
                data.Add(temperature, plan);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task AnyPlan_GivesTheWholeModelsTokens(double temperature, string plan)
    {
        var triad = shared.Triad;
        var accepted = 0;
        var sampling = temperature == 0 ? SamplingParameters.Greedy : Sampled;
        foreach (var prompt in TestModels.Prompts.Take(4))
        {
            var session = triad.Session(prompt, sampling, 80, Plan(plan));
            triad.Open(session);
            triad.Draft(triad.Scouts[0], session);
            var run = await triad.ReadAsync(session);
            Assert.Equal(TestModels.Expected(prompt, sampling, 80), run.Tokens);
            Assert.InRange(run.Accepted, 0, run.Drafted);
            accepted += run.Accepted;
        }

        // Without this, a scout that never drafts would go unnoticed.
        Assert.Equal(plan != "0", accepted > 0);
    }

    [Fact]
    public async Task ManySessionsAtOnce_EachGetsItsOwnTokens()
    {
        var triad = shared.Triad;
        var runs = TestModels.Prompts.Take(6).Select(async (prompt, i) =>
        {
            var sampling = Sampled with { Seed = (ulong)i };
            var session = triad.Session(prompt, sampling, 60, Plan(i % 2 == 0 ? "4" : "pipelined"));
            triad.Open(session);
            triad.Draft(triad.Scouts[0], session);
            return (Expected: TestModels.Expected(prompt, sampling, 60), (await triad.ReadAsync(session)).Tokens);
        });
        foreach (var (expected, tokens) in await Task.WhenAll(runs))
            Assert.Equal(expected, tokens);
    }

    [Fact]
    public async Task LongPrompt_IsPrefilledInChunksAndContinuedExactly()
    {
        var triad = shared.Triad;
        int[] prompt = [.. Enumerable.Range(0, 12).SelectMany(i => TestModels.Prompts[i % TestModels.Prompts.Count])];
        Assert.True(prompt.Length > 256, "the prompt must need several chunks");
        var session = triad.Session(prompt, Sampled, 40, Plan("4"));
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        Assert.Equal(TestModels.Expected(prompt, Sampled, 40), (await triad.ReadAsync(session)).Tokens);
    }

    [Fact]
    public async Task SessionUpToTheContextsEnd_StopsThereWithTheSameTokens()
    {
        var triad = shared.Triad;
        int[] prompt = [.. Enumerable.Repeat(TestModels.Prompts[0], 200).SelectMany(p => p).Take(1000)];
        var session = triad.Session(prompt, Sampled, 500, Plan("8")) with { EndTokens = [] };
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        var run = await triad.ReadAsync(session);
        Assert.Equal(24, run.Tokens.Length);
        Assert.Equal(TestModels.Expected(prompt, Sampled, 24, endTokens: []), run.Tokens);
    }

    private static SpeculationPlan Plan(string name) => name switch
    {
        "pipelined" => new SpeculationPlan(4, 40, 4, TimeSpan.FromMilliseconds(20)),
        _ => SpeculationPlan.Rounds(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)) with { Hold = TimeSpan.FromMilliseconds(20) },
    };
}
