using FarAi.Core.Speculation;

namespace FarAi.Core.Tests.Speculation;

/// <summary>Whatever the links, the scouts and the plans do, the tokens are those of the model alone.</summary>
public sealed class SpeculationLosslessnessTests
{
    private static readonly SpeculationPlan[] Plans =
    [
        SpeculationPlan.Off,
        SpeculationPlan.Rounds(1),
        SpeculationPlan.Rounds(4),
        SpeculationPlan.Rounds(8),
        new(2, 12, 4, TimeSpan.FromMilliseconds(2)),
        new(4, 40, 8, TimeSpan.Zero),
        new(1, 16, SpeculationPlan.MaxInFlight, TimeSpan.FromMilliseconds(1)),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(85)]
    [InlineData(100)]
    public void AnyInterleavingWithScoutsLostAndReplaced_YieldsTheModelsOwnTokens(int percent)
    {
        for (var seed = 0; seed < 700; seed++)
        {
            var scenario = new SpeculationScenario(seed, Plans[seed % Plans.Length], percent);
            var message = $"seed {seed}, draft {percent} % right";
            Assert.True(scenario.Run(Plans), $"no progress: {message}");
            Assert.True(scenario.Expected.SequenceEqual(scenario.Received), $"other tokens: {message}");
        }
    }

    [Fact]
    public void PerfectDrafts_AreAllAcceptedAndSaveRounds()
    {
        var (rounds, tokens, drafted, accepted) = (0, 0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var scenario = new SpeculationScenario(seed, Plans[1 + (seed % (Plans.Length - 1))], 100, calm: true);
            Assert.True(scenario.Run(Plans), $"no progress: seed {seed}");
            (rounds, tokens) = (rounds + scenario.Rounds, tokens + scenario.Received.Count);
            (drafted, accepted) = (drafted + scenario.Drafted, accepted + scenario.Accepted);
        }

        Assert.True(rounds < tokens * 0.8, $"{rounds} rounds for {tokens} tokens");

        // Only a final round's drafts beyond an end token may stay undecided.
        Assert.InRange(accepted, drafted - (200 * SpeculationPlan.MaxGamma), drafted);
        Assert.True(accepted > drafted * 0.95, $"{accepted} of {drafted} drafts accepted");
    }

    [Fact]
    public void ScoutAfterRejections_IsStillRightAsOftenAsItsModel()
    {
        var (accepted, rejections) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var scenario = new SpeculationScenario(seed, SpeculationPlan.Rounds(4), 80, calm: true);
            Assert.True(scenario.Run(Plans), $"no progress: seed {seed}");
            (accepted, rejections) = (accepted + scenario.Accepted, rejections + scenario.Rejections);
        }

        // A cache that keeps a rejected draft would make the drafts after it no better than chance.
        Assert.InRange(accepted / (double)(accepted + rejections), 0.76, 0.84);
    }

    [Fact]
    public void VerdictThatCutsTheLine_LeavesNoRoundOfItUnderWay()
    {
        var head = new HeadPipeline([1], new SpeculationPlan(2, 20, 2, TimeSpan.Zero));
        head.SetScout(true);
        head.OnDraft(1, 1, [2, 3, 4, 5]);
        Assert.NotNull(head.Next(held: false));
        Assert.NotNull(head.Next(held: false));
        Assert.Equal(2, head.InFlight);
        Assert.True(head.OnVerdict(1, [9]));
        Assert.Equal(0, head.InFlight);
        Assert.Equal([9], head.Next(held: false)!.Tokens);
    }

    [Fact]
    public void DraftsAhead_NeverReachTheSequencesLastPosition()
    {
        var head = new HeadPipeline([1, 2, 3], new SpeculationPlan(8, 20, 4, TimeSpan.Zero), limit: 6);
        head.SetScout(true);
        Assert.True(head.OnDraft(3, 3, [4, 5, 6, 7, 8, 9]));
        var round = head.Next(held: false);
        Assert.Equal([3, 4, 5], round!.Tokens);
        Assert.Null(head.Next(held: true));
    }

    [Fact]
    public void ContinuingRound_CountsOnlyTheDraftsThatItsOwnVerdictDecides()
    {
        var head = new HeadPipeline([1], new SpeculationPlan(2, 20, 2, TimeSpan.Zero));
        head.SetScout(true);
        head.OnDraft(1, 1, [2, 3, 4, 5]);
        Assert.Equal(2, head.Next(held: false)!.Drafted);
        Assert.Equal(1, head.Next(held: false)!.Drafted);
    }

    [Fact]
    public void DraftFarBeyondTheWindow_IsRefusedAndAnHonestOneStillTaken()
    {
        var head = new HeadPipeline([1, 2], SpeculationPlan.Rounds(2));
        head.SetScout(true);
        Assert.False(head.OnDraft(int.MaxValue - 1, int.MaxValue - 1, [1, 2, 3]));
        Assert.True(head.OnDraft(2, 2, [7, 8]));
        Assert.Equal([2, 7, 8], head.Next(held: false)!.Tokens);
    }

    [Fact]
    public void DraftLimit_StopsTheScoutAtItsModelsContext()
    {
        var scout = new ScoutWindow([1, 2], SpeculationPlan.Rounds(8), limit: 4);
        scout.Add(3);
        Assert.True(scout.MayDraft);
        scout.Add(4);
        Assert.False(scout.MayDraft);
    }
}
