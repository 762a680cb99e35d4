using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>Scouts come late, die, and are replaced in mid-stream: only speed changes.</summary>
public sealed class ScoutLossTests
{
    private const int Tokens = 300;
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 11);
    private static readonly SpeculationPlan Plan = SpeculationPlan.Rounds(4) with { Hold = TimeSpan.FromMilliseconds(10) };

    [Fact]
    public async Task ScoutThatAttachesInMidStream_CatchesUpAndIsAccepted()
    {
        await using var triad = await TriadGrid.StartAsync(delay: TimeSpan.FromMilliseconds(2));
        var session = Endless(triad);
        triad.Open(session);
        var run = await triad.ReadAsync(session, count =>
        {
            if (count == 10)
                triad.Draft(triad.Scouts[0], session);
            return Task.CompletedTask;
        });
        Assert.Equal(Expected(session), run.Tokens);
        Assert.True(run.Accepted > Tokens / 4, $"{run.Accepted} accepted");
    }

    [Fact]
    public async Task ScoutKilledInMidStreamAndReplaced_LosesNoToken()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 2, delay: TimeSpan.FromMilliseconds(1));
        var session = Endless(triad);
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        var (killed, replaced) = (false, false);
        var run = await triad.ReadAsync(session, async count =>
        {
            if (!killed && count > 60)
            {
                killed = true;
                await triad.Scouts[0].DisposeAsync();
            }
            else if (!replaced && killed && count > 120)
            {
                replaced = true;
                triad.Draft(triad.Scouts[1], session);
            }
        });
        Assert.True(replaced);
        Assert.Equal(Expected(session), run.Tokens);
    }

    [Fact]
    public async Task SecondScout_TakesThePlaceOfTheFirst()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 2, delay: TimeSpan.FromMilliseconds(1));
        var session = Endless(triad);
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        var second = false;
        var run = await triad.ReadAsync(session, count =>
        {
            if (!second && count > 40)
            {
                second = true;
                triad.Draft(triad.Scouts[1], session);
            }

            return Task.CompletedTask;
        });
        Assert.Equal(Expected(session), run.Tokens);
        Assert.True(triad.Scouts[1].Load.DraftedTokens > 50, "the second scout drafted nothing");
    }

    [Fact]
    public async Task ScoutBeforeItsSession_WaitsForIt()
    {
        await using var triad = await TriadGrid.StartAsync();
        var session = Endless(triad);
        triad.Draft(triad.Scouts[0], session);
        await triad.Grid.EventAsync<NodeHeartbeat>(triad.Scouts[0].Id, b => b.DraftedTokens >= Plan.Window, fresh: true);
        triad.Open(session);
        var run = await triad.ReadAsync(session);
        Assert.Equal(Expected(session), run.Tokens);
        Assert.True(run.Accepted > Tokens / 4, $"{run.Accepted} accepted");
    }

    [Fact]
    public async Task SpoiltDrafts_AreRejectedAndChangeNothing()
    {
        await using var triad = await TriadGrid.StartAsync(draftErrors: 0.4);
        var session = Endless(triad) with { Plan = SpeculationPlan.Rounds(8) with { Hold = TimeSpan.FromMilliseconds(10) } };
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        var run = await triad.ReadAsync(session);
        Assert.Equal(Expected(session), run.Tokens);
        Assert.InRange(run.Accepted, 1, run.Drafted * 0.7);
    }

    private static OpenSession Endless(TriadGrid triad) =>
        triad.Session(TestModels.Prompts[0], Sampled, Tokens, Plan) with { EndTokens = [] };

    private static int[] Expected(OpenSession session) => TestModels.Expected(session.Tokens, Sampled, Tokens, endTokens: []);
}
