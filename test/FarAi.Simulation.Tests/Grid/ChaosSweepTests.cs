using FarAi.Simulation.Chaos;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Tests.Grid;

/// <summary>What must always hold, under each chaos profile. CI runs 200 seeds more through <c>farai sim</c>.</summary>
public sealed class ChaosSweepTests
{
    [Theory]
    [InlineData("none", 1, 3)]
    [InlineData("mild", 11, 8)]
    [InlineData("harsh", 101, 16)]
    public void EveryInvariantHolds(string chaos, ulong first, int seeds)
    {
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            var report = GridScenario.Run(new GridOptions
            {
                Seed = seed,
                Duration = TimeSpan.FromMinutes(5),
                Chaos = ChaosOptions.Profiles.Single(p => p.Name == chaos),
            });

            Assert.True(report.Violation is null, $"{report.Violation}; repeat it: farai sim --hours {5 / 60.0} --seed {seed} --chaos {chaos} --trace");
            Assert.True(report.Sessions.GetValueOrDefault("Finished") > 10, $"seed {seed} finished hardly any session");
        }
    }

    [Fact]
    public void WithoutChaos_NoSessionIsLost()
    {
        var report = GridScenario.Run(new GridOptions { Seed = 5, Duration = TimeSpan.FromMinutes(5) });

        Assert.Null(report.Violation);
        Assert.Equal(["Finished", "WentAway"], report.Sessions.Keys.Order(StringComparer.Ordinal));
    }
}
