using FarAi.Core.Speculation;
using FarAi.Link;
using FarAi.Node.Stages;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Peers;

/// <summary>
/// Brings other nodes' frames to a stage. Runs on the links' threads: it checks, copies and posts, and computes nothing.
/// </summary>
internal static partial class PeerFrames
{
    /// <summary>Takes a frame; what doesn't check is thrown as a <see cref="LinkException"/>, which closes the link.</summary>
    public static void Take(StageMember member, LinkConnection link, in Frame frame, ILogger logger)
    {
        switch (frame.Kind)
        {
            case FrameKind.StageForward:
                OnForward(member, link, frame);
                break;
            case FrameKind.Verdict:
                OnVerdict(member, link, frame);
                break;
            case FrameKind.Draft:
                OnDraft(member, link, frame);
                break;
            case FrameKind.AttachScout:
                OnAttach(member, link, frame);
                break;
            case FrameKind.PeerOpenSession:
                OnOpen(member, link, frame);
                break;
            case FrameKind.ResumeSession:
                OnResume(member, link, frame);
                break;
            case FrameKind.ReplaySession:
                OnReplay(member, frame);
                break;
            case FrameKind.Replayed:
                Post(member, stage => stage.OnReplayed());
                break;
            case FrameKind.Hedge:
                OnHedge(member, frame);
                break;
            case FrameKind.Computed:
                OnComputed(member, link, frame);
                break;
            case FrameKind.CloseSession:
                var session = frame.Session;
                Post(member, stage => stage.Close(session, link));
                break;
            case FrameKind.PeerFault when ControlPayload.TryRead(frame.Payload.Span, out PeerFault? fault):
                LogComplaint(logger, link.Peer.Brief, fault.Reason);
                break;
            default:
                throw new LinkException(LinkError.Malformed, $"a {frame.Kind} frame can't be read");
        }
    }

    private static void OnForward(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!StageForward.TryRead(frame.Payload.Span, out var view) || view.Type != HiddenType.F32)
            throw new LinkException(LinkError.Malformed, "not a stage's result");
        if (member.Shard is not { } shard)
            return;
        if (view.HiddenSize != shard.Shard.Config.HiddenSize)
            throw new LinkException(LinkError.Malformed, $"hidden size {view.HiddenSize}, but this model has {shard.Shard.Config.HiddenSize}");
        Spoke(link, view.Epoch);
        var input = new StageInput
        {
            Session = frame.Session,
            Start = view.Start,
            Tokens = view.Tokens.ToArray(),
            Drafted = view.Drafted,
            IsPrefill = view.IsPrefill,
            IsReplay = view.IsReplay,
            Source = (link, view.Epoch),
            Compute = view.Compute,
            Timings = new HeadTimings(view.RoundTrip, view.RoundTripPositions, view.DraftTime, view.DraftDelay),
        };
        input.CopyHidden(view.Hidden);
        var epoch = view.Epoch;
        Post(member, stage => stage.Forward(epoch, input));
    }

    private static void OnVerdict(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!VerdictPayload.TryRead(frame.Payload.Span, frame.Session, out var verdict))
            throw new LinkException(LinkError.Malformed, "not a verdict");
        RequireTokens(member, (int[])verdict.Tokens);
        Spoke(link, verdict.Epoch);
        Post(member, stage => (stage as HeadStage)?.OnVerdict(link, verdict));
    }

    private static void OnDraft(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!Draft.TryRead(frame.Payload.Span, out var view))
            throw new LinkException(LinkError.Malformed, "not a draft");
        RequireTokens(member, view.Tokens);
        var (session, draft) = (frame.Session, new ScoutDraft(view.Epoch, view.Basis, view.Start, view.TimePerToken, view.Tokens.ToArray()));
        Post(member, stage => (stage as HeadStage)?.OnDraft(link, session, draft));
    }

    private static void OnAttach(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!AttachScout.TryRead(frame.Payload.Span, out var message))
            throw new LinkException(LinkError.Malformed, "not an attachment");
        var session = frame.Session;
        Post(member, stage => (stage as ScoutedStage)?.Attach(link, session, message));
    }

    private static void OnOpen(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!ControlPayload.TryReadOpenSession(frame.Payload.Span, out var opened) || opened.Session != frame.Session)
            throw new LinkException(LinkError.Malformed, "not a session");
        Spoke(link, opened.Epoch);
        Post(member, stage => stage.OpenFromPeer(opened));
    }

    private static void OnResume(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!ResumeSession.TryRead(frame.Payload.Span, out var message))
            throw new LinkException(LinkError.Malformed, "not the resumption of a session");
        Spoke(link, message.Epoch);
        var session = frame.Session;
        Post(member, stage => stage.Resume(session, message));
    }

    private static void OnReplay(StageMember member, in Frame frame)
    {
        if (!ControlPayload.TryReadOpenSession(frame.Payload.Span, out var opened) || opened.Session != frame.Session)
            throw new LinkException(LinkError.Malformed, "not a session");
        Post(member, stage => stage.Replay(opened));
    }

    /// <summary>On the link's own thread, for it comes with every batch: the compute thread is woken only where something waits for it.</summary>
    public static void OnComputed(StageMember member, LinkConnection link, in Frame frame)
    {
        if (!Computed.TryRead(frame.Payload.Span, out var message))
            throw new LinkException(LinkError.Malformed, "not an acknowledgement");
        if (member.Stage?.OnComputed(link, message) == true)
            Post(member, stage => stage.OnProgress());
    }

    private static void OnHedge(StageMember member, in Frame frame)
    {
        if (!Hedge.TryRead(frame.Payload.Span, out var message))
            throw new LinkException(LinkError.Malformed, "not a hedge");
        Post(member, stage => stage.OnHedge(message));
    }

    // Without a present stage the epoch is changing: what still comes belongs to the former one.
    private static void Post(StageMember member, Action<Stage> action)
    {
        if (!member.Post(action) && member.Stage is not null)
            throw new LinkException(LinkError.Busy, "the node can't keep up");
    }

    /// <summary>A member speaks in the present epoch, so the end of its link will be news. One that slept through its own replacement does not.</summary>
    private static void Spoke(LinkConnection link, long epoch)
    {
        if (link.State is AcceptedLink accepted && accepted.Terms?.Epoch == epoch)
            accepted.HasSpoken = true;
    }

    private static void RequireTokens(StageMember member, ReadOnlySpan<int> tokens)
    {
        var vocabulary = member.Shard?.Shard.Config.VocabularySize ?? int.MaxValue;
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)vocabulary)
                throw new LinkException(LinkError.Malformed, $"token {token} is outside the vocabulary of {vocabulary}");
        }
    }

    [LoggerMessage(LogLevel.Warning, "peer {Peer} complains: {Reason}")]
    private static partial void LogComplaint(ILogger logger, string peer, string reason);
}
