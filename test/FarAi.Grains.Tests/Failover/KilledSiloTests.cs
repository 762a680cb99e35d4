using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Regions;
using FarAi.Grains.Sessions;
using FarAi.Grains.Tests.Fixture;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Failover;

/// <summary>Three silos, and the one that has the grain dies. The grain is active elsewhere soon, and nobody notices more than a pause.</summary>
public sealed class KilledSiloTests
{
    [Fact]
    public async Task SilosSession_GoesOnFromItsStoredTokensOnTheSameNodes()
    {
        await using var grid = await FakeGrid.Start(generates: false, silos: 3);
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        var head = grid.Head(triad);
        await head.Next<OpenSession>();
        await head.Verdict(request.Session, start.Epoch, 3, 7);
        await Stored(grid, request, 7);

        await grid.KillSiloOf(grid.Session(request));
        var reading = Patiently.ReadAll(grid.Session(request), from: 5);
        var resend = await grid.Tail(triad).Next<ResendVerdicts>();
        await Verdict(grid, request, 10, 5);

        Assert.Equal((start.Epoch, 10), (resend.Epoch, resend.Known));
        Assert.Equal(FakeGrid.Expected(12, from: 5), await reading);
        Assert.Equal(start, await Patiently.Ask(() => grid.Session(request).Start(request)));
        Assert.False(head.Has<OpenSession>(), "nothing was computed again");
    }

    [Fact]
    public async Task SilosSession_ThatWasNeverStoredWithARoute_FindsOneAsANewOneDoes()
    {
        await using var grid = await FakeGrid.Start(generates: true, silos: 3);
        var request = FakeGrid.Request(1, maxTokens: 9);
        grid.Cluster.Store.Plant("session", grid.Session(request).GetGrainId(), new SessionState { Request = request });

        var start = await grid.Session(request).Start(request);

        Assert.Equal("local/far-tiny/t1", start.Triad?.Value);
        Assert.Equal(FakeGrid.Expected(9), await Patiently.ReadAll(grid.Session(request)));
    }

    [Fact]
    public async Task TokensThatWereNotStored_AreComputedAgainAndReadOnce()
    {
        await using var grid = await FakeGrid.Start(generates: false, silos: 3, configure: o => (o.WriteBehind, o.WriteBehindTokens) = (TimeSpan.FromSeconds(5), 4096));
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        var head = grid.Head(await grid.Triad.GetStatus());
        await head.Next<OpenSession>();
        await head.Verdict(request.Session, start.Epoch, 3, 7);
        await FakeGrid.ReadFirst(grid.Session(request), 7);

        await grid.KillSiloOf(grid.Session(request));
        var reading = Patiently.ReadAll(grid.Session(request), from: 7);
        Assert.Equal(request.Prompt, (await head.Next<OpenSession>()).Tokens);
        await Verdict(grid, request, 3, 12);

        Assert.Equal(FakeGrid.Expected(12, from: 7), await reading);
    }

    [Fact]
    public async Task SilosNode_StaysConnectedWithTheSameConnection()
    {
        await using var grid = await FakeGrid.Start(silos: 3);
        var before = await grid.Triad.GetStatus();
        var node = grid.Head(before);

        await grid.KillSiloOf(node.Grain);

        await Eventually.Is(() => Patiently.Ask(node.Grain.GetStatus), s => s.Connected && s.Triad == before.Triad && s.Role == TriadRole.Head, "the node is connected");
        Assert.True(await Patiently.Ask(() => node.Grain.Send(new UnloadShard(before.Triad))));
        await node.Next<UnloadShard>();
        var after = await Patiently.Ask(grid.Triad.GetStatus);
        Assert.Equal((before.Epoch, TriadPhase.Ready), (after.Epoch, after.Phase));
        Assert.False(node.Closed.Task.IsCompleted);
    }

    [Fact]
    public async Task SilosNode_WhoseLinkIsGoneToo_IsNotConnectedAndItsTriadHearsOfIt()
    {
        await using var grid = await FakeGrid.Start(silos: 3);
        var before = await grid.Triad.GetStatus();
        var node = grid.Head(before);
        node.Linked = false;

        await grid.KillSiloOf(node.Grain);

        Assert.False((await Patiently.Ask(node.Grain.GetStatus)).Connected);
        await Eventually.Is(() => Patiently.Ask(grid.Triad.GetStatus), t => t.Phase == TriadPhase.Waiting && t.Members.All(m => m.Address.Node != node.Id), "the triad misses the node");
    }

    [Fact]
    public async Task SilosTriad_ServesOnInTheSameEpochWithTheSameMembersAndKeys()
    {
        await using var grid = await FakeGrid.Start(silos: 3);
        var before = await grid.Triad.GetStatus();
        foreach (var prime in grid.Primes)
            await prime.Next<LoadShard>();

        await grid.KillSiloOf(grid.Triad);

        var after = await Patiently.Ask(grid.Triad.GetStatus);
        Assert.Equal((before.Epoch, before.Phase, before.ScoutKey), (after.Epoch, after.Phase, after.ScoutKey));
        Assert.Equal(before.Members, after.Members);
        Assert.DoesNotContain(grid.Primes, p => p.Has<LoadShard>());
        var request = FakeGrid.Request(1, maxTokens: 30);
        Assert.Equal(before.Epoch, (await Patiently.Ask(() => grid.Session(request).Start(request))).Epoch);
        Assert.Equal(FakeGrid.Expected(30), await Patiently.ReadAll(grid.Session(request)));
    }

    [Fact]
    public async Task SilosTriad_WhoseMemberLeavesMeanwhile_GoesToANewEpochWithNewKeys()
    {
        await using var grid = await FakeGrid.Start(silos: 3);
        var standby = await grid.Add("standby", SwarmLayer.Prime);
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Contains(standby.Id), "the fourth Prime stands by");
        var before = await grid.Triad.GetStatus();
        var lost = grid.Head(before);

        await grid.KillSiloOf(grid.Triad);
        await Patiently.Ask(async () =>
        {
            await lost.Leave();
            return true;
        });

        var after = await Eventually.Is(() => Patiently.Ask(grid.Triad.GetStatus), t => t.Phase == TriadPhase.Ready && t.Epoch > before.Epoch, "the triad serves in a new epoch");
        Assert.Contains(after.Members, m => m.Address.Node == standby.Id);
        Assert.DoesNotContain(after.Members, m => m.Address.Node == lost.Id);
        Assert.NotEqual(before.ScoutKey, after.ScoutKey);
    }

    [Fact]
    public async Task SilosRegion_KnowsItsTriadsAtOnceAndRoutes()
    {
        await using var grid = await FakeGrid.Start(silos: 3);

        await grid.KillSiloOf(grid.Region);

        var request = FakeGrid.Request(1, maxTokens: 9);
        var start = await Patiently.Ask(() => grid.Session(request).Start(request));
        Assert.Null(start.Refusal);
        Assert.Equal(FakeGrid.Expected(9), await Patiently.ReadAll(grid.Session(request)));
    }

    [Fact]
    public async Task SilosRegion_OffersNoMemberOfOneTriadToAnother()
    {
        await using var grid = await FakeGrid.Start(silos: 3, configure: o => o.Heartbeat = TimeSpan.FromSeconds(4));
        for (var i = 0; i < 4; i++) // a standby, and three for another triad
            grid.Primes.Add(await grid.Add($"second-{i}", SwarmLayer.Prime));
        var two = await Eventually.Is(grid.Region.GetStatus, r => r.Triads.Count(t => t.Phase == TriadPhase.Ready) == 2, "all Primes have a place");

        await grid.KillSiloOf(grid.Region);
        var after = await Eventually.Is(
            async () =>
            {
                foreach (var prime in grid.Primes)
                    await prime.Report(new NodeHeartbeat(0, 0, 0, 0, 0, 0, 0));
                return await Patiently.Ask(grid.Region.GetStatus);
            },
            r => r.Nodes.Count == 7, "the region knows its nodes again");
        Assert.Equal(two.Triads.SelectMany(Places).Order(StringComparer.Ordinal), after.Triads.SelectMany(Places).Order(StringComparer.Ordinal));

        static IEnumerable<string> Places(TriadView triad) =>
            triad.Members.Select(m => $"{triad.Triad} {m.Role} {m.Address.Node}").Concat(triad.Standbys.Select(s => $"{triad.Triad} standby {s}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ManySessionsWhileAnySiloDies_EachIsReadWholeAndExact(int victim)
    {
        await using var grid = await FakeGrid.Start(silos: 3, pause: TimeSpan.FromMilliseconds(20));
        var requests = Enumerable.Range(1, 30).Select(i => FakeGrid.Request((ulong)i, maxTokens: 100 + i)).ToList();
        await Task.WhenAll(requests.Select(r => grid.Session(r).Start(r)));
        var readings = requests.Select(r => Patiently.ReadAll(grid.Session(r))).ToList();
        await FakeGrid.ReadFirst(grid.Session(requests[0]), 10);

        await grid.Cluster.Kill(grid.Cluster.Names[victim - 1]);

        var all = await Task.WhenAll(readings).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(requests.Zip(all), r => Assert.Equal(FakeGrid.Expected(r.First.MaxTokens), r.Second));
    }

    private static Task<bool> Stored(FakeGrid grid, SessionRequest request, int tokens) => Eventually.Is(
        () => Task.FromResult(grid.Cluster.Store.Stored<SessionState>("session", grid.Session(request).GetGrainId()) is { Triad: not null } s && s.Tokens.Count == tokens),
        stored => stored, $"{tokens} tokens and the route are stored");

    /// <summary>A verdict is a one-way call: it is repeated until the session that came back has it.</summary>
    private static Task<bool> Verdict(FakeGrid grid, SessionRequest request, int from, int count) => Patiently.Ask(async () =>
    {
        var triad = await grid.Triad.GetStatus();
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, from, count, FinishReason.Length);
        return true;
    });
}
