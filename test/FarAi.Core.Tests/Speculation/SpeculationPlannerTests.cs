using FarAi.Core.Identity;
using FarAi.Core.Speculation;

namespace FarAi.Core.Tests.Speculation;

public sealed class SpeculationPlannerTests
{
    private static SpeculationEstimate World(double acceptance, double overheadMs, double computeMs, double draftMs, double delayMs) => new()
    {
        Hits = acceptance * 100,
        Tries = 100,
        Rounds = 50,
        OverheadSeconds = overheadMs / 1e3,
        ComputeSeconds = computeMs / 1e3,
        ComputeSecondsPerPosition = computeMs * 0.3 / 1e3,
        DraftSeconds = draftMs / 1e3,
        DraftDelaySeconds = delayMs / 1e3,
        DraftDelayGamma = 0,
    };

    [Fact]
    public void UselessScout_IsLeftAlone() =>
        Assert.Equal(0, SpeculationPlanner.Choose(World(0.05, 0.3, 0.6, 0.3, 0.5), SpeculationPlanner.First).Gamma);

    [Fact]
    public void SlowScout_IsLeftAlone() =>
        Assert.Equal(0, SpeculationPlanner.Choose(World(0.7, 0.2, 0.6, 5, 10), SpeculationPlanner.First).Gamma);

    [Fact]
    public void GoodScoutNearby_SpeculatesInRounds()
    {
        var plan = SpeculationPlanner.Choose(World(0.93, 0.4, 0.7, 0.15, 0.4), SpeculationPlan.Off);

        Assert.True(plan.Gamma >= 3);
        Assert.Equal(1, plan.InFlight);
    }

    [Fact]
    public void LongLinks_ArePipelined()
    {
        var plan = SpeculationPlanner.Choose(World(0.93, 90, 0.7, 0.15, 60), SpeculationPlan.Off);

        Assert.True(plan.InFlight > 1);
        Assert.Equal(TimeSpan.Zero, plan.Hold);
        Assert.True(plan.Window >= plan.Gamma * plan.InFlight);
    }

    [Fact]
    public void BetterAcceptance_NeverPromisesLess()
    {
        foreach (var plan in (SpeculationPlan[])[SpeculationPlan.Rounds(4), new(8, 40, 4, TimeSpan.Zero)])
        {
            var rates = Enumerable.Range(1, 19).Select(i => SpeculationPlanner.Rate(World(i / 20.0, 20, 0.7, 0.15, 20), plan)).ToList();
            Assert.Equal(rates.Order(), rates);
        }
    }

    [Fact]
    public void SmallGain_DoesNotChangeThePlan()
    {
        var world = World(0.9, 0.4, 0.7, 0.15, 0.4);
        var plan = SpeculationPlanner.Choose(world, SpeculationPlan.Off);

        Assert.Same(plan, SpeculationPlanner.Choose(world with { OverheadSeconds = world.OverheadSeconds * 1.02 }, plan));
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.95)]
    public void Estimate_ConvergesToTheWorldThatItSees(double acceptance)
    {
        var random = new Random(5);
        var estimate = new SpeculationEstimate();
        var plan = SpeculationPlan.Rounds(4);
        for (var i = 0; i < 400; i++)
        {
            var accepted = 0;
            while (accepted < 4 && random.NextDouble() < acceptance)
                accepted++;
            estimate = estimate.Observe(
                new Verdict
                {
                    Session = new SessionId(1),
                    Epoch = 1,
                    Start = 1,
                    Tokens = [.. new int[accepted + 1]],
                    Drafted = 4,
                    Accepted = accepted,
                    Compute = TimeSpan.FromMilliseconds(2.2),
                    RoundTrip = TimeSpan.FromMilliseconds(12.2),
                    RoundTripPositions = 5,
                    DraftTime = TimeSpan.FromMilliseconds(0.2),
                    DraftDelay = TimeSpan.FromMilliseconds(5),
                },
                plan);
        }

        Assert.InRange(estimate.Acceptance, acceptance - 0.12, acceptance + 0.08);
        Assert.InRange(estimate.RoundSeconds(5), 0.0118, 0.0126);
        Assert.InRange(estimate.DraftDelay(4), 0.0049, 0.0051);
    }

    [Fact]
    public void WithoutDrafts_TheGuessReturns()
    {
        var estimate = World(0.1, 1, 1, 1, 1);
        for (var i = 0; i < 800; i++)
            estimate = estimate.Idle();
        Assert.InRange(estimate.Acceptance, 0.75, 0.85);
    }
}
