using FarAi.Core.Events;
using FarAi.Core.Identity;
using static FarAi.Core.Tests.Events.Happened;

namespace FarAi.Core.Tests.Events;

public sealed class FailoverTimelineTests
{
    private readonly FailoverTimeline _timeline = new();

    [Fact]
    public void NodeKilledInMidStream_AllStagesAreTimed()
    {
        var report = Assert.Single(Feed(
            Of(GridEventKind.NodeLeft, 0) with { Node = A }, Lost(2, T1, sessions: 3), Promoted(5, T1), Ready(40, T1), Recovered(55, T1))).Failover!;

        Assert.Equal((T1, FailoverCause.NodeLeft, A, 2, 3), (report.Triad, report.Cause, report.Node, report.Epoch, report.Sessions));
        Assert.Equal(At(0), report.DetectedAt);
        Assert.Equal((5, 40, 55), (report.ToPromotion!.Value.TotalMilliseconds, report.ToReady!.Value.TotalMilliseconds, report.ToFirstToken!.Value.TotalMilliseconds));
        Assert.Equal(TimeSpan.FromMilliseconds(55), report.Duration);
        Assert.Contains("stored +5 ms, ready +40 ms, first token +55 ms; 3 sessions", report.Describe(), StringComparison.Ordinal);
        Assert.Equal(0, _timeline.Open);
    }

    [Fact]
    public void WithoutSessions_ItEndsWhenTheTriadServes()
    {
        var report = Assert.Single(Feed(Lost(0, T1, sessions: 0), Promoted(1, T1), Ready(9, T1))).Failover!;

        Assert.Null(report.FirstTokenAt);
        Assert.Equal(TimeSpan.FromMilliseconds(9), report.Duration);
        Assert.Equal(FailoverCause.MemberFailed, report.Cause);
    }

    [Fact]
    public void NewsOutOfOrder_GiveTheSameTimeline()
    {
        var report = Assert.Single(Feed(
            Lost(2, T1, sessions: 1), Promoted(5, T1), Recovered(55, T1), Of(GridEventKind.NodeSilent, 0) with { Node = A }, Ready(40, T1))).Failover!;

        Assert.Equal((FailoverCause.NodeSilent, At(0), At(40), At(55)), (report.Cause, report.DetectedAt, report.ReadyAt, report.FirstTokenAt));
    }

    [Fact]
    public void NodeThatWasSilentAndThenClosed_CountsAsSilent()
    {
        var report = Assert.Single(Feed(
            Of(GridEventKind.NodeSilent, 0) with { Node = A }, Of(GridEventKind.NodeLeft, 1) with { Node = A }, Lost(2, T1, sessions: 0), Ready(9, T1))).Failover!;

        Assert.Equal(FailoverCause.NodeSilent, report.Cause);
    }

    [Fact]
    public void NodeThatLeftLongBefore_IsNotTheCause()
    {
        var later = FailoverTimeline.Window.TotalMilliseconds + 1;
        var report = Assert.Single(Feed(Of(GridEventKind.NodeLeft, 0) with { Node = A }, Lost(later, T1, sessions: 0), Ready(later + 9, T1))).Failover!;

        Assert.Equal((FailoverCause.MemberFailed, At(later)), (report.Cause, report.DetectedAt));
    }

    [Fact]
    public void LostAgainBeforeAToken_IsOneInterruption()
    {
        var report = Assert.Single(Feed(
            Lost(0, T1, sessions: 2), Promoted(1, T1), Ready(30, T1), Lost(35, T1, sessions: 2, epoch: 3), Promoted(36, T1, 3), Recovered(37, T1, epoch: 2), Ready(70, T1, 3), Recovered(80, T1, 3))).Failover!;

        Assert.Equal((At(0), At(36), At(70), At(80), 3L), (report.DetectedAt, report.PromotedAt, report.ReadyAt, report.FirstTokenAt, report.Epoch));
    }

    [Fact]
    public void ReadinessOfAnOldEpoch_EndsNothing()
    {
        Assert.Empty(Feed(Lost(0, T1, sessions: 0), Promoted(1, T1, epoch: 3), Ready(2, T1, epoch: 2)));
        Assert.Single(Feed(Ready(3, T1, epoch: 3)));
    }

    [Fact]
    public void SessionThatGoesOnElsewhere_EndsTheFailoverOfATriadThatWaits()
    {
        var report = Assert.Single(Feed(
            Lost(0, T1, sessions: 1), Of(GridEventKind.TriadWaiting, 1) with { Triad = T1, Epoch = 1 },
            Of(GridEventKind.SessionMoved, 500) with { Session = S, Triad = T2, From = T1, Epoch = 7 }, Recovered(530, T2, epoch: 7))).Failover!;

        Assert.Equal((T1, null, At(530)), (report.Triad, report.ReadyAt, report.FirstTokenAt));
    }

    [Fact]
    public void SessionThatNeverGetsAToken_IsNotWaitedForForEver()
    {
        Assert.Empty(Feed(Lost(0, T1, sessions: 1), Promoted(1, T1), Ready(9, T1)));
        Assert.Equal(At(9) + FailoverTimeline.TokenPatience, _timeline.Deadline);
        Assert.Empty(_timeline.Expire(_timeline.Deadline!.Value - TimeSpan.FromTicks(1)));

        var report = Assert.Single(_timeline.Expire(_timeline.Deadline!.Value)).Failover!;

        Assert.Equal((At(9), null), (report.ReadyAt, report.FirstTokenAt));
        Assert.Null(_timeline.Deadline);
    }

    [Fact]
    public void TokensWithoutAFailover_EndNothing() => Assert.Empty(Feed(Recovered(0, T1), Promoted(1, T1), Ready(2, T1)));

    [Fact]
    public void WhatNeverEnds_IsBounded()
    {
        var ended = Feed([.. Enumerable.Range(0, FailoverTimeline.MostOpen + 3).Select(i => Lost(i, new TriadId($"t{i}"), sessions: 1))]);

        Assert.Equal(["t0", "t1", "t2"], ended.Select(e => e.Triad!.Value.Value));
        Assert.Equal(FailoverTimeline.MostOpen, _timeline.Open);
    }

    [Fact]
    public void ClocksThatDiffer_GiveNoNegativeTimes()
    {
        var report = Assert.Single(Feed(Lost(0, T1, sessions: 1), Promoted(-3, T1), Ready(4, T1), Recovered(5, T1))).Failover!;

        Assert.Equal(TimeSpan.Zero, report.ToPromotion);
    }

    private List<GridEvent> Feed(params GridEvent[] events) => [.. events.SelectMany(_timeline.Observe)];
}
