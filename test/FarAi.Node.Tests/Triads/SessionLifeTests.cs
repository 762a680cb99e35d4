using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>Sessions are closed, opened again and refused without harm to others.</summary>
public sealed class SessionLifeTests(SharedTriad shared) : IClassFixture<SharedTriad>
{
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 3);
    private static readonly SpeculationPlan Plan = SpeculationPlan.Rounds(4);

    private TriadGrid Triad => shared.Triad;

    [Fact]
    public async Task CloseInMidStream_FreesTheCachesOfAllMembers()
    {
        // A triad of its own: other tests' finished sessions keep their caches in the shared one until somebody closes them.
        await using var triad = await TriadGrid.StartAsync(scouts: 0);
        var session = triad.Session(TestModels.Prompts[1], Sampled, 900, Plan) with { EndTokens = [] };
        triad.Open(session);
        var verdict = await triad.Grid.Verdicts(session.Session).Reader.ReadAsync();
        Assert.Equal(session.Tokens.Count, verdict.Start);
        triad.Grid.Send(triad.Members[0].Id, new CloseSession(session.Session));
        await triad.NothingHeldAsync();
    }

    [Fact]
    public async Task SessionOpenedAgainInMidStream_GoesOnFromWhatIsCommitted()
    {
        var session = Endless(120);
        var expected = TestModels.Expected(session.Tokens, Sampled, 120, endTokens: []);
        Triad.Open(session);
        Triad.Draft(Triad.Scouts[0], session);
        var reader = Triad.Grid.Verdicts(session.Session).Reader;
        await reader.ReadAsync();

        // Verdicts of the first opening are still on their way when the second one starts.
        var again = Triad.Resume(session, expected.Take(7));
        Triad.Open(again);
        Triad.Draft(Triad.Scouts[0], again);
        var tokens = new int[expected.Length];
        while (true)
        {
            var verdict = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            var start = verdict.Start - session.Tokens.Count;
            verdict.Tokens.ToArray().CopyTo(tokens, start);
            if (verdict.Finish == FinishReason.Length)
                break;
        }

        Assert.Equal(expected[7..], tokens[7..]);
    }

    [Fact]
    public async Task ImpossibleSessions_AreRefusedByNameAndOthersGoOn()
    {
        var head = Triad.Members[0].Id;
        var good = Endless(60);
        Triad.Open(good);
        OpenSession[] bad =
        [
            Endless(10) with { Tokens = [], PromptLength = 0 },
            Endless(10) with { Tokens = [5, 99_999], PromptLength = 2 },
            Endless(10) with { MaxTokens = 0 },
            Endless(10) with { Epoch = Triad.Epoch - 1 },
            Endless(10) with { Tokens = [.. Enumerable.Repeat(5, 5000)], PromptLength = 5000 },
        ];
        foreach (var session in bad)
        {
            Triad.Open(session);
            var fault = await Triad.Grid.EventAsync<SessionFault>(head, f => f.Session == session.Session);
            Assert.NotEmpty(fault.Reason);
        }

        Assert.Equal(TestModels.Expected(good.Tokens, Sampled, 60, endTokens: []), (await Triad.ReadAsync(good)).Tokens);
    }

    [Fact]
    public async Task PlanSetInMidStream_ChangesHowItDraftsAndNothingElse()
    {
        var session = Endless(400) with { Plan = SpeculationPlan.Off };
        Triad.Open(session);
        Triad.Draft(Triad.Scouts[0], session);
        var set = false;
        var run = await Triad.ReadAsync(session, count =>
        {
            if (!set && count > 20)
            {
                set = true;
                Triad.Grid.Send(Triad.Members[0].Id, new SetPlan(session.Session, SpeculationPlan.Rounds(8)));
                Triad.Grid.Send(Triad.Scouts[0].Id, new SetPlan(session.Session, SpeculationPlan.Rounds(8)));
            }

            return Task.CompletedTask;
        });
        Assert.Equal(TestModels.Expected(session.Tokens, Sampled, 400, endTokens: []), run.Tokens);
        Assert.True(run.Accepted > 50, $"{run.Accepted} accepted");
    }

    [Fact]
    public async Task UnloadedDraftModel_IsNamedInTheFault()
    {
        var session = Endless(10);
        Triad.Grid.Send(Triad.Scouts[0].Id, new OpenDraft(
            session.Session, Triad.Triad, Triad.Epoch, TestModels.Target, session.Tokens, Sampled, Plan,
            TriadGrid.Address(Triad.Members[0]), TriadGrid.Address(Triad.Members[2]), Triad.ScoutKey));
        var fault = await Triad.Grid.EventAsync<SessionFault>(Triad.Scouts[0].Id, f => f.Session == session.Session);
        Assert.Contains(TestModels.Target.Model, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VerdictsAskedForAgain_ComeFromTheTailInOne()
    {
        var session = Endless(40);
        Triad.Open(session);
        var all = (await Triad.ReadAsync(session)).Tokens;
        var tail = Triad.Members[2].Id;
        Triad.Grid.Send(tail, new ResendVerdicts(session.Session, Triad.Triad, Triad.Epoch, session.Tokens.Count + 7));
        var verdict = await Triad.Grid.Verdicts(session.Session).Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((session.Tokens.Count + 7, FinishReason.Length), (verdict.Start, verdict.Finish));
        Assert.Equal(all[7..], verdict.Tokens);
    }

    [Fact]
    public async Task VerdictsAskedForWhereNobodyHasThem_AreAFault()
    {
        var session = Endless(3);
        Triad.Open(session);
        await Triad.ReadAsync(session);
        foreach (var (node, epoch) in ((int, long)[])[(0, Triad.Epoch), (1, Triad.Epoch), (2, Triad.Epoch - 1)])
        {
            var id = Triad.Members[node].Id;
            Triad.Grid.Send(id, new ResendVerdicts(session.Session, Triad.Triad, epoch, 1));
            Assert.NotEmpty((await Triad.Grid.EventAsync<SessionFault>(id, f => f.Session == session.Session)).Reason);
        }
    }

    private OpenSession Endless(int tokens) => Triad.Session(TestModels.Prompts[1], Sampled, tokens, Plan) with { EndTokens = [] };
}
