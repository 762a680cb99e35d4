using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Triads;

public sealed class TriadLifeTests
{
    [Fact]
    public async Task ThreePrimes_LoadTheWholeModelInARing()
    {
        await using var grid = await FakeGrid.Start();
        var loads = (await Task.WhenAll(grid.Primes.Select(p => p.Next<LoadShard>()))).OrderBy(l => l.Role).ToList();

        Assert.Equal([TriadRole.Head, TriadRole.Middle, TriadRole.Tail], loads.Select(l => l.Role));
        Assert.Equal((0, loads[0].Layers.End, loads[1].Layers.End, 6), (loads[0].Layers.Start, loads[1].Layers.Start, loads[2].Layers.Start, loads[2].Layers.End));
        var members = (await grid.Triad.GetStatus()).Members;
        Assert.Equal([members[1].Address, members[2].Address, members[0].Address], loads.Select(l => l.Next));
        Assert.Single(loads.Select(l => (l.MemberKey, l.ScoutKey, l.Epoch)).Distinct());
        Assert.NotEqual(loads[0].MemberKey, loads[0].ScoutKey);
    }

    [Fact]
    public async Task LostMember_IsReplacedByTheStandbyInANewEpochWithNewKeys()
    {
        await using var grid = await FakeGrid.Start();
        var before = await grid.Triad.GetStatus();
        var standby = await grid.Add("standby", SwarmLayer.Prime);
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Contains(standby.Id), "the fourth Prime stands by");

        await grid.Primes[1].Leave();
        await grid.Phase(TriadPhase.Ready, before.Epoch + 1);

        var after = await grid.Triad.GetStatus();
        Assert.Contains(after.Members, m => m.Address.Node == standby.Id);
        Assert.DoesNotContain(after.Members, m => m.Address.Node == grid.Primes[1].Id);
        Assert.NotEqual(before.ScoutKey, after.ScoutKey);
        Assert.Equal(after.Epoch, (await standby.Next<LoadShard>()).Epoch);
    }

    [Fact]
    public async Task LostMemberWithoutStandby_WaitsAndServesAgainWhenAPrimeJoins()
    {
        await using var grid = await FakeGrid.Start();
        await grid.Primes[2].Leave();
        await grid.Phase(TriadPhase.Waiting);
        Assert.NotNull((await grid.Session(FakeGrid.Request(1)).Start(FakeGrid.Request(1))).Refusal);

        await grid.Add("late", SwarmLayer.Prime);

        await grid.Phase(TriadPhase.Ready);
    }

    [Fact]
    public async Task BrokenLinkBetweenMembers_LinksAgainInANewEpoch()
    {
        await using var grid = await FakeGrid.Start();
        var before = await grid.Triad.GetStatus();

        await grid.Primes[0].Report(new PeerLost(before.Triad, before.Epoch, grid.Primes[1].Id));

        await grid.Phase(TriadPhase.Ready, before.Epoch + 1);
        Assert.Equal(before.Members, (await grid.Triad.GetStatus()).Members);
    }

    [Fact]
    public async Task MemberThatCannotLoad_IsReplacedAndNotAskedAgain()
    {
        await using var grid = await FakeGrid.Start();
        var standby = await grid.Add("standby", SwarmLayer.Prime);
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Contains(standby.Id), "the fourth Prime stands by");
        var before = await grid.Triad.GetStatus();

        await grid.Primes[0].Report(new ShardFailed(before.Triad, before.Epoch, "the disk is broken"));

        await grid.Phase(TriadPhase.Ready, before.Epoch + 1);
        var status = await grid.Primes[0].Grain.GetStatus();
        Assert.Equal("the disk is broken", status.Problem);
        Assert.DoesNotContain((await grid.Triad.GetStatus()).Members, m => m.Address.Node == grid.Primes[0].Id);
    }
}
