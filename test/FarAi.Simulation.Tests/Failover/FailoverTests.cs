using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Simulation.Failover;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Tests.Failover;

/// <summary>Streams survive each loss, exact to the token; and a promotion without an epoch, or without its check, would not pass unseen.</summary>
public sealed class FailoverTests
{
    private const int MostSeeds = 100;

    [Theory]
    [InlineData(StandbyPolicy.Hot, 1001, 3)]
    [InlineData(StandbyPolicy.Cold, 2001, 2)]
    public void EveryInvariantHolds(StandbyPolicy standby, ulong first, int seeds)
    {
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            var report = FailoverScenario.Run(new FailoverOptions { Seed = seed, Sessions = 60, Standby = standby });

            Assert.True(report.Violation is null, $"{report.Violation}; repeat it: farai sim --scenario failover --sessions 60 --seed {seed} --standby {(standby == StandbyPolicy.Hot ? "hot" : "cold")} --trace");
            Assert.True(report.Sessions.GetValueOrDefault("Finished") > 60, $"seed {seed} finished hardly any session");
        }
    }

    [Fact]
    public void HotStandby_IsPromoted() => Assert.Contains(
        Enumerable.Range(1, 10), seed => FailoverScenario.Run(new FailoverOptions { Seed = (ulong)seed, Sessions = 20 }).Promotions > 0);

    [Fact]
    public void SameSeed_SameTrace()
    {
        var options = new FailoverOptions { Seed = 3, Sessions = 40 };

        Assert.Equal(FailoverScenario.Run(options).TraceHash, FailoverScenario.Run(options).TraceHash);
    }

    [Fact]
    public void PromotionThatKeepsTheEpoch_IsFound() => AssertFound(
        new FailoverOptions { NodeRules = new SameEpochRules(), CommitRule = new AnyEpochRule() },
        "one member list per epoch", "at most one epoch is obeyed", "only the tail commits");

    [Fact]
    public void PromotionWhoseEpochSessionsDontCheck_IsFound() => AssertFound(
        new FailoverOptions { CommitRule = new AnyEpochRule() },
        "at most one epoch is obeyed", "only the tail commits");

    private static void AssertFound(FailoverOptions options, params string[] invariants)
    {
        for (ulong seed = 1; seed <= MostSeeds; seed++)
        {
            if (FailoverScenario.Run(options with { Seed = seed, Sessions = 40 }).Violation is not { } violation)
                continue;
            Assert.Contains(violation.Invariant, invariants);
            return;
        }

        Assert.Fail($"not found within {MostSeeds} seeds");
    }

    /// <summary>Obeys whoever speaks, whatever epoch it speaks of.</summary>
    private sealed class AnyEpochRule : CommitRule
    {
        public override bool Obeys(TriadView triad, NodeId sender, Verdict verdict) => true;
    }

    /// <summary>Takes a promotion's order for one of the epoch before.</summary>
    private sealed class SameEpochRules : NodeRules
    {
        public override LoadShard Read(LoadShard order) => order.Continues ? order with { Epoch = order.Epoch - 1 } : order;
    }
}
