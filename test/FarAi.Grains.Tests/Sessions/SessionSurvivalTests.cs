using FarAi.Core.Nodes;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Sessions;

public sealed class SessionSurvivalTests
{
    [Fact]
    public async Task LostScout_IsReplacedAndTheNewOneGetsWhatIsCommitted()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var scouts = new[] { await grid.Add("scout-1", SwarmLayer.Scout), await grid.Add("scout-2", SwarmLayer.Scout) };
        await Eventually.Is(grid.Region.GetStatus, r => r.Nodes.Count(n => n.DraftModel is not null) == 2, "both scouts are ready");
        var request = FakeGrid.Request(1);
        var start = await grid.Session(request).Start(request);
        var (first, second) = start.Scout == scouts[0].Id ? (scouts[0], scouts[1]) : (scouts[1], scouts[0]);
        await first.Next<OpenDraft>();
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 5);
        await FakeGrid.ReadFirst(grid.Session(request), 5);

        await first.Leave();

        var open = await second.Next<OpenDraft>();
        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(5)], open.Tokens);
        Assert.Equal((await grid.Triad.GetStatus()).Tail, open.Tail);
    }

    [Fact]
    public async Task TriadWithANewEpoch_GoesOnFromTheCommittedTokens()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        grid.Primes.Add(await grid.Add("standby", SwarmLayer.Prime, generates: false));
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Count == 1, "a standby");
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 7);
        await FakeGrid.ReadFirst(grid.Session(request), 7);
        var before = await grid.Triad.GetStatus();

        await grid.Head(before).Leave();
        await grid.Phase(Core.Triads.TriadPhase.Ready, before.Epoch + 1);
        var after = await grid.Triad.GetStatus();
        var open = await grid.Head(after).Next<OpenSession>();

        Assert.Equal((after.Epoch, 3), (open.Epoch, open.PromptLength));
        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(7)], open.Tokens);
        await grid.Primes[0].Verdict(request.Session, after.Epoch, 10, 5, Core.Speculation.FinishReason.Length);
        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task FaultAtANode_OpensTheSessionAgain()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1);
        var start = await grid.Session(request).Start(request);
        var head = grid.Head(await grid.Triad.GetStatus());
        await head.Next<OpenSession>();
        await head.Verdict(request.Session, start.Epoch, 3, 2);
        await FakeGrid.ReadFirst(grid.Session(request), 2);

        await grid.Session(request).OnFault(head.Id, start.Epoch, "the cache is gone");

        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(2)], (await head.Next<OpenSession>()).Tokens);
    }

    [Fact]
    public async Task LostVerdict_IsAskedForAtTheTailAndNothingIsComputedAgain()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        await grid.Head(triad).Next<OpenSession>();
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 2);
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 8, 3);

        var resend = await grid.Tail(triad).Next<ResendVerdicts>();
        Assert.Equal((start.Epoch, 5), (resend.Epoch, resend.Known));
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 5, 10, Core.Speculation.FinishReason.Length);

        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
        Assert.False(grid.Head(triad).Has<OpenSession>());
    }

    [Fact]
    public async Task TailThatHasLostTheSession_SaysSoAndItIsOpenedAgain()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        await grid.Head(triad).Next<OpenSession>();
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 2);
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 8, 3);

        await grid.Tail(triad).Next<ResendVerdicts>();
        await grid.Session(request).OnFault(triad.Tail!.Node, start.Epoch, "the tail has no such session");

        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(2)], (await grid.Head(triad).Next<OpenSession>()).Tokens);
    }

    [Fact]
    public async Task NoTriadCanGoOn_EndsWithAnErrorThatSaysWhatWasKept()
    {
        await using var cluster = await GridCluster.Start(o => o.RecoveryTimeout = TimeSpan.FromSeconds(1));
        var grid = new FakeGrid(cluster);
        for (var i = 0; i < 3; i++)
            grid.Primes.Add(await grid.Add($"prime-{i}", SwarmLayer.Prime, generates: false));
        await grid.Phase(Core.Triads.TriadPhase.Ready);
        var request = FakeGrid.Request(1);
        var start = await grid.Session(request).Start(request);
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 4);
        await FakeGrid.ReadFirst(grid.Session(request), 4);

        await grid.Primes[1].Leave();

        var chunks = await FakeGrid.ReadAll(grid.Session(request));
        Assert.Equal(FakeGrid.Expected(4), chunks.SelectMany(c => c.Tokens));
        Assert.Contains("4 tokens", chunks[^1].Error, StringComparison.Ordinal);
    }
}
