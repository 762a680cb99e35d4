using FarAi.Core.Triads;
using FarAi.Simulation.Chaos;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Tests.Grid;

/// <summary>What must always hold, under each chaos profile. CI runs 200 seeds more through <c>farai sim</c>.</summary>
public sealed class ChaosSweepTests
{
    [Theory]
    [InlineData("none", StandbyPolicy.Cold, 1, 3)]
    [InlineData("mild", StandbyPolicy.Cold, 11, 8)]
    [InlineData("harsh", StandbyPolicy.Cold, 101, 16)]
    [InlineData("harsh", StandbyPolicy.Hot, 1, 8)]
    [InlineData("harsh", StandbyPolicy.Hot, 192, 1)] // a store that fails for long while a triad forms: its orders must not be repeated ever more often
    public void EveryInvariantHolds(string chaos, StandbyPolicy standby, ulong first, int seeds)
    {
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            var report = GridScenario.Run(new GridOptions
            {
                Seed = seed,
                Duration = TimeSpan.FromHours(0.0833),
                Standby = standby,
                Chaos = ChaosOptions.Profiles.Single(p => p.Name == chaos),
            });

            Assert.True(report.Violation is null, $"{report.Violation}; repeat it: farai sim --hours 0.0833 --seed {seed} --chaos {chaos} --standby {(standby == StandbyPolicy.Hot ? "hot" : "cold")} --trace");
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
