using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>Three nodes and a scout over real sockets give the tokens of the whole model in one process.</summary>
public sealed class TriadLosslessnessTests
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
        await using var triad = await TriadGrid.StartAsync();
        var sampling = temperature == 0 ? SamplingParameters.Greedy : Sampled;
        foreach (var prompt in TestModels.Prompts.Take(4))
        {
            var session = triad.Session(prompt, sampling, 80, Plan(plan));
            triad.Open(session);
            triad.Draft(triad.Scouts[0], session);
            var run = await triad.ReadAsync(session);
            Assert.Equal(TestModels.Expected(prompt, sampling, 80), run.Tokens);
            Assert.InRange(run.Accepted, 0, run.Drafted);
        }
    }

    private static SpeculationPlan Plan(string name) => name switch
    {
        "pipelined" => new SpeculationPlan(4, 40, 4, TimeSpan.FromMilliseconds(20)),
        _ => SpeculationPlan.Rounds(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)) with { Hold = TimeSpan.FromMilliseconds(20) },
    };
}
