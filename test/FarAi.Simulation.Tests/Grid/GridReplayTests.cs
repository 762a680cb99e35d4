using FarAi.Simulation.Chaos;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Tests.Grid;

/// <summary>A grid with silos, gateways, nodes, clients and chaos repeats from its seed, to the last event.</summary>
public sealed class GridReplayTests
{
    [Fact]
    public void SameSeed_SameTrace()
    {
        var first = Run(7);
        var second = Run(7);

        Assert.Equal((first.TraceHash, first.Steps, first.Tokens), (second.TraceHash, second.Steps, second.Tokens));
    }

    /// <summary>Taken on another machine. It changes with whatever changes what the grid does: then put the new one here.</summary>
    [Fact]
    public void SameSeed_SameTraceOnEveryMachine() => Assert.Equal("f9f7abb1bdf48af2", Run(7).TraceHash);

    [Fact]
    public async Task SameSeed_SameTraceWhileAnotherGridRunsBesideIt()
    {
        var alone = Run(8);
        var reports = await Task.WhenAll(Task.Run(() => Run(8)), Task.Run(() => Run(9)));

        Assert.Equal(alone.TraceHash, reports[0].TraceHash);
        Assert.NotEqual(alone.TraceHash, reports[1].TraceHash);
    }

    private static GridReport Run(ulong seed) => GridScenario.Run(new GridOptions { Seed = seed, Duration = TimeSpan.FromMinutes(2), Chaos = ChaosOptions.Harsh });
}
