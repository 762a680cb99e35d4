using FarAi.Core.Events;
using FarAi.Core.Identity;
using FarAi.Core.Tests.Triads;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Events.Happened;

namespace FarAi.Core.Tests.Events;

public sealed class TriadEventsTests
{
    [Fact]
    public void NewTriad_IsFormedAndThenReady()
    {
        var forming = TriadRules.Form(new TriadState(), TriadFixtures.Proposal());
        Assert.Equal([GridEventKind.TriadFormed], Kinds(new TriadState(), forming));

        var ready = TriadRules.MemberReady(TriadRules.MemberReady(forming, new NodeId("a"), 1), new NodeId("b"), 1);
        Assert.Empty(Kinds(forming, ready));
        Assert.Equal([GridEventKind.TriadReady], Kinds(ready, TriadRules.MemberReady(ready, new NodeId("c"), 1)));
    }

    [Fact]
    public void MemberLostWithAStandby_IsALossWhenSeenAndAPromotionWhenStored()
    {
        var before = TriadFixtures.Ready("s");
        var after = TriadRules.NodeLost(before, new NodeId("b"), "its link closed");

        var events = Between(before, after);

        Assert.Equal([GridEventKind.TriadMemberLost, GridEventKind.TriadPromoted], events.Select(e => e.Kind));
        Assert.Equal([At(1), At(2)], events.Select(e => e.Time));
        Assert.Equal(["b", "s"], events.Select(e => e.Node!.Value.Value));
        Assert.All(events, e => Assert.Equal((after.Epoch, 4, "local"), (e.Epoch, e.Sessions, e.Region)));
        Assert.Equal("Triad local/m/t1: Middle b is gone: its link closed.", events[0].Text);
        Assert.Contains("s as middle", events[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void MemberLostWithoutAStandby_Waits()
    {
        var before = TriadFixtures.Ready();
        var waiting = TriadRules.NodeLost(before, new NodeId("b"), "its link closed");
        Assert.Equal([GridEventKind.TriadMemberLost, GridEventKind.TriadWaiting], Kinds(before, waiting));

        Assert.Equal([GridEventKind.TriadPromoted], Kinds(waiting, TriadRules.Offer(waiting, TriadFixtures.Candidate("n"))));
    }

    [Fact]
    public void LinkBetweenMembersBroke_IsToldApartFromALoss()
    {
        var before = TriadFixtures.Ready();

        Assert.Equal([GridEventKind.TriadLinkLost, GridEventKind.TriadPromoted], Kinds(before, TriadRules.Relink(before, before.Epoch)));
    }

    [Fact]
    public void PromotionThatServesAtOnce_IsReadyToo()
    {
        var before = TriadFixtures.Ready("s");
        var after = TriadRules.NodeLost(before, new NodeId("b"), "its link closed") with { Phase = TriadPhase.Ready };

        Assert.Equal([GridEventKind.TriadMemberLost, GridEventKind.TriadPromoted, GridEventKind.TriadReady], Kinds(before, after));
    }

    [Fact]
    public void StandbyThatComesOrGoes_IsNoEventOfTheTriad()
    {
        var before = TriadFixtures.Ready("s");

        Assert.Empty(Kinds(before, TriadRules.NodeLost(before, new NodeId("s"), "its link closed")));
        Assert.Empty(Kinds(before, TriadRules.Offer(before, TriadFixtures.Candidate("n"))));
    }

    private static IEnumerable<GridEventKind> Kinds(TriadState before, TriadState after) => Between(before, after).Select(e => e.Kind);

    private static IReadOnlyList<GridEvent> Between(TriadState before, TriadState after) => TriadEvents.Between(T1, before, after, At(1), At(2), sessions: 4);
}
