using FarAi.Core.Identity;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Triads.TriadFixtures;

namespace FarAi.Core.Tests.Triads;

/// <summary>Places that change hands although nobody has vanished: silence, leaves that are announced, nodes with two places.</summary>
public sealed class HandOverRulesTests
{
    private static readonly NodeId B = new("b");

    [Fact]
    public void SilentMember_WhoseMirrorFollows_IsReplacedAtOnce()
    {
        var before = Followed(Ready("s"));
        var after = TriadRules.Silent(before, B, TriadRole.Middle, before.Epoch, Milliseconds(80));
        Assert.Equal((TriadPhase.Ready, before.Epoch + 1, before.Epoch), (after.Phase, after.Epoch, after.ContinuesFrom));
        Assert.Equal(["a", "s", "c"], after.Members.Select(m => m.Address.Node.Value));
        Assert.Same(after, TriadRules.Silent(after, B, TriadRole.Middle, before.Epoch, Milliseconds(999))); // old news
    }

    [Fact]
    public void SilentMember_WithoutAMirror_IsBorneForASecond_AndWithoutAStandbyForEver()
    {
        var alone = Ready();
        Assert.Same(alone, TriadRules.Silent(alone, B, TriadRole.Middle, alone.Epoch, TimeSpan.FromMinutes(1)));
        var before = Ready("s");
        Assert.Same(before, TriadRules.Silent(before, B, TriadRole.Middle, before.Epoch, Milliseconds(999)));
        var after = TriadRules.Silent(before, B, TriadRole.Middle, before.Epoch, Milliseconds(1000));
        Assert.Equal((TriadPhase.Forming, "s"), (after.Phase, after.Members[1].Address.Node.Value));
    }

    [Fact]
    public void SilentMirror_LosesItsPlaceOnly()
    {
        var before = Followed(Ready("s"));
        Assert.Same(before, TriadRules.Silent(before, new NodeId("s"), TriadRole.Head, before.Epoch, Milliseconds(999)));
        var after = TriadRules.Silent(before, new NodeId("s"), TriadRole.Head, before.Epoch, Milliseconds(1000));
        Assert.Equal(before.Epoch, after.Epoch);
        Assert.Equal([TriadRole.Middle, TriadRole.Tail], after.Mirrors.Select(m => m.Role));
    }

    [Fact]
    public void MemberThatDrains_KeepsItsPlaceUntilAStandbyFollowsIt()
    {
        var draining = TriadRules.Drain(Ready("s"), B);
        Assert.Equal((TriadPhase.Ready, 1L), (draining.Phase, draining.Epoch));
        var mirrored = TriadRules.Mirror(draining, everyPlace: false);
        Assert.Equal(TriadRole.Middle, Assert.Single(mirrored.Mirrors).Role);

        var after = TriadRules.MirrorReady(mirrored, new NodeId("s"), TriadRole.Middle, mirrored.Epoch);
        Assert.Equal((2L, 1L), (after.Epoch, after.ContinuesFrom));
        Assert.Equal(["a", "s", "c"], after.Members.Select(m => m.Address.Node.Value));
        Assert.Empty(after.Draining);
    }

    [Fact]
    public void MemberThatDrains_WhereItIsFollowedAlready_IsReplacedAtOnce()
    {
        var before = Followed(Ready("s"));
        Assert.Equal((before.Epoch + 1, before.Epoch), (TriadRules.Drain(before, B).Epoch, TriadRules.Drain(before, B).ContinuesFrom));
    }

    [Fact]
    public void StandbyThatDrains_StandsByNoMore()
    {
        var after = TriadRules.Drain(Followed(Ready("s")), new NodeId("s"));
        Assert.Empty(after.Standbys);
        Assert.Empty(after.Mirrors);
        Assert.Empty(after.Draining);
    }

    [Fact]
    public void MemberThatDrains_AndVanishesBefore_IsALossLikeAnother()
    {
        var after = TriadRules.NodeLost(TriadRules.Drain(Ready("s"), B), B, "killed");
        Assert.Equal(TriadPhase.Forming, after.Phase);
        Assert.Empty(after.Draining);
    }

    [Fact]
    public void NodeWithTwoPlaces_GivesOneToAStandbyThatComes_UntilEveryPlaceHasItsOwnNode()
    {
        // The standby mirrors everything; the losses of head and middle give it both places.
        var state = Followed(Ready("s"));
        state = TriadRules.NodeLost(state, new NodeId("a"), "killed");
        state = Followed(state);
        state = TriadRules.NodeLost(state, B, "killed");
        Assert.Equal(["s", "s", "c"], state.Members.Select(m => m.Address.Node.Value));

        state = TriadRules.Mirror(TriadRules.Offer(state, Candidate("t")));
        Assert.All(state.Mirrors, m => Assert.Equal("t", m.Address.Node.Value)); // not s, whose loss would be that of several places
        var epoch = state.Epoch;
        state = Followed(state);
        Assert.Equal(["s", "t", "c"], state.Members.Select(m => m.Address.Node.Value));
        Assert.Equal((epoch + 1, epoch), (state.Epoch, state.ContinuesFrom));

        state = TriadRules.Mirror(TriadRules.Offer(state, Candidate("u")));
        Assert.All(state.Mirrors, m => Assert.Equal("u", m.Address.Node.Value));
        Assert.Equal(state.Epoch, Followed(state).Epoch); // nothing more to move
    }

    /// <summary>Every place that can be mirrored is, and the mirrors report.</summary>
    private static TriadState Followed(TriadState state)
    {
        state = TriadRules.Mirror(state);
        var epoch = state.Epoch;
        return state.Mirrors.Aggregate(state, (s, m) => TriadRules.MirrorReady(s, m.Address.Node, m.Role, epoch));
    }

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
