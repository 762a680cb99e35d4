using FarAi.Core.Identity;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Triads.TriadFixtures;

namespace FarAi.Core.Tests.Triads;

/// <summary>Hot standbys: who mirrors whom, and what a loss does to the epoch.</summary>
public sealed class MirrorRulesTests
{
    [Fact]
    public void Standby_MirrorsAsManyPlacesAsItsMemoryHolds()
    {
        var all = TriadRules.Mirror(TriadRules.Offer(Ready(), Candidate("s")));
        Assert.Equal([TriadRole.Head, TriadRole.Middle, TriadRole.Tail], all.Mirrors.Select(m => m.Role));
        Assert.All(all.Mirrors, m => Assert.Equal("s", m.Address.Node.Value));
        Assert.Same(all, TriadRules.Mirror(all));

        var head = ShardPlanner.BytesOf(Shape, all.Mirrors[0].Layers);
        var one = TriadRules.Mirror(TriadRules.Offer(Ready(), Candidate("s", memory: head)));
        Assert.Equal(TriadRole.Head, Assert.Single(one.Mirrors).Role);
    }

    [Fact]
    public void LostMember_WhoseMirrorFollows_IsReplacedByItAndSessionsGoOn()
    {
        var before = Mirrored();
        var after = TriadRules.NodeLost(before, new NodeId("b"), "killed");

        Assert.Equal((TriadPhase.Ready, before.Epoch + 1, before.Epoch), (after.Phase, after.Epoch, after.ContinuesFrom));
        Assert.Equal(["a", "s", "c"], after.Members.Select(m => m.Address.Node.Value));
        Assert.Equal([TriadRole.Head, TriadRole.Tail], after.Mirrors.Select(m => m.Role));
        Assert.Empty(after.Mirrored); // until they report that they follow the new member
        Assert.Empty(after.Standbys);
        Assert.True(after.Continues(before.Epoch));
        Assert.False(Ready().Continues(0), "a triad that has just formed continues nothing");
    }

    [Fact]
    public void SecondLossBeforeMirrorsFollowAgain_OpensSessionsAgain()
    {
        var once = TriadRules.NodeLost(Mirrored(), new NodeId("b"), "killed");
        var waiting = TriadRules.NodeLost(once, new NodeId("a"), "killed");
        Assert.Equal((TriadPhase.Waiting, 0L), (waiting.Phase, waiting.ContinuesFrom));
        Assert.Empty(waiting.Mirrors);

        var twice = TriadRules.MirrorReady(once, new NodeId("s"), TriadRole.Head, once.Epoch);
        var after = TriadRules.NodeLost(twice, new NodeId("a"), "killed");
        Assert.Equal(["s", "s", "c"], after.Members.Select(m => m.Address.Node.Value));
        Assert.Equal(once.Epoch, after.ContinuesFrom);
    }

    [Fact]
    public void LostStandby_TakesItsMirrorsAlong()
    {
        var after = TriadRules.NodeLost(Mirrored(), new NodeId("s"), "killed");
        Assert.Equal((TriadPhase.Ready, Mirrored().Epoch), (after.Phase, after.Epoch));
        Assert.Empty(after.Mirrors);
        Assert.Empty(after.Mirrored);
    }

    [Fact]
    public void MirrorThatIsLost_ProtectsNoMore_AndOldNewsOfItCountsForNothing()
    {
        var before = Mirrored();
        Assert.Same(before, TriadRules.MirrorLost(before, new NodeId("s"), TriadRole.Middle, before.Epoch - 1));
        var after = TriadRules.MirrorLost(before, new NodeId("s"), TriadRole.Middle, before.Epoch);
        Assert.Equal(TriadPhase.Forming, TriadRules.NodeLost(after, new NodeId("b"), "killed").Phase);
    }

    [Fact]
    public void TriadThatFormsAnew_HasNoMirrors()
    {
        var after = TriadRules.Relink(Mirrored(), Mirrored().Epoch);
        Assert.Equal((TriadPhase.Forming, 0L), (after.Phase, after.ContinuesFrom));
        Assert.Empty(after.Mirrors);
        Assert.Same(after, TriadRules.Mirror(after));
    }

    private static TriadState Mirrored()
    {
        var state = TriadRules.Mirror(TriadRules.Offer(Ready(), Candidate("s")));
        return state.Mirrors.Aggregate(state, (s, m) => TriadRules.MirrorReady(s, m.Address.Node, m.Role, s.Epoch));
    }
}
