using FarAi.Simulation.Scale;

namespace FarAi.Simulation.Tests.Scale;

public sealed class ScaleTests
{
    [Fact]
    public void AfterCrashesAndKilledSilos_EachRegionKnowsExactlyItsNodes()
    {
        var report = ScaleScenario.Run(new ScaleOptions
        {
            Nodes = 1000,
            Duration = TimeSpan.FromMinutes(5),
            CrashesPerNodeHour = 6,
            Silos = 3,
            SiloKills = 2,
            Seed = 5,
        });
        Assert.Empty(report.Violations);
        Assert.Equal(1000, report.Checks);
        Assert.Equal(2, report.SiloKills);
        Assert.True(report.Crashes > 100, $"{report.Crashes} crashes");
        Assert.True(report.Registrations > 1000 + (report.Crashes / 2));
    }

    [Fact]
    public void TheSameSeed_Replays_KilledSilosIncluded()
    {
        var options = new ScaleOptions { Nodes = 200, Duration = TimeSpan.FromMinutes(3), CrashesPerNodeHour = 6, Silos = 3, SiloKills = 1 };
        var first = ScaleScenario.Run(options);
        var second = ScaleScenario.Run(options);
        Assert.Equal((first.TraceHash, first.Steps, first.Heartbeats, first.Registrations), (second.TraceHash, second.Steps, second.Heartbeats, second.Registrations));
        Assert.NotEqual(first.TraceHash, ScaleScenario.Run(options with { Seed = 2 }).TraceHash);
    }

    [Fact]
    public void ARegionWhoseSiloDied_KnowsItsNodesAgain_LongBeforeTheyRefresh()
    {
        // Of three silos one dies half a minute before the check begins; a node announces itself unasked only every five minutes.
        for (var seed = 1ul; seed <= 4; seed++)
        {
            var report = ScaleScenario.Run(new ScaleOptions
            {
                Nodes = 200,
                Duration = TimeSpan.FromMinutes(2),
                CrashesPerNodeHour = 0,
                Silos = 3,
                SiloKills = 1,
                Seed = seed,
            });
            Assert.Empty(report.Violations);
            Assert.InRange(report.VirtualTime, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        }
    }
}
