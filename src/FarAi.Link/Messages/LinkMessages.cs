using System.Runtime.InteropServices;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Link;

/// <summary>Sends each kind of message. None of them blocks; on a closed link they do nothing.</summary>
public static class LinkMessages
{
    /// <summary>Node to grid, first.</summary>
    public static void SendRegistration(this LinkConnection link, NodeRegistration message) =>
        link.Send(FrameKind.Register, 0, ControlPayload.Write(message));

    /// <summary>Grid to node, the answer.</summary>
    public static void SendAdmission(this LinkConnection link, NodeAdmission message) =>
        link.Send(FrameKind.Registered, 0, ControlPayload.Write(message));

    /// <summary>Grid to node.</summary>
    public static void SendCommand(this LinkConnection link, NodeCommand message) =>
        link.Send(FrameKind.Command, 0, ControlPayload.Write(message));

    /// <summary>Node to grid.</summary>
    public static void SendEvent(this LinkConnection link, NodeEvent message) =>
        link.Send(FrameKind.Event, 0, ControlPayload.Write(message));

    /// <summary>A stage to the next one.</summary>
    public static void SendOpenSession(this LinkConnection link, OpenSession message)
    {
        ArgumentNullException.ThrowIfNull(message);
        link.Send(FrameKind.PeerOpenSession, message.Session.Value, ControlPayload.WriteOpenSession(message));
    }

    /// <summary>A node to another one.</summary>
    public static void SendPeerFault(this LinkConnection link, SessionId session, string reason) =>
        link.Send(FrameKind.PeerFault, session.Value, ControlPayload.Write(new PeerFault(reason)));

    /// <summary>A stage to the next one. Tokens and hidden states are copied once, into the send queue.</summary>
    public static void SendStageForward(this LinkConnection link, SessionId session, in StageForward message)
    {
        Span<byte> header = stackalloc byte[StageForward.HeaderBytes];
        message.WriteHeader(header);
        link.Send(FrameKind.StageForward, session.Value, header, MemoryMarshal.AsBytes(message.Tokens), message.Hidden);
    }

    /// <summary>A scout to the head.</summary>
    public static void SendDraft(this LinkConnection link, SessionId session, in Draft message)
    {
        Span<byte> header = stackalloc byte[Draft.HeaderBytes];
        message.WriteHeader(header);
        link.Send(FrameKind.Draft, session.Value, header, MemoryMarshal.AsBytes(message.Tokens));
    }

    /// <summary>The tail to head, scout and grid.</summary>
    public static void SendVerdict(this LinkConnection link, Verdict message)
    {
        Span<byte> header = stackalloc byte[VerdictPayload.HeaderBytes];
        VerdictPayload.WriteHeader(message, header);
        var tokens = message.Tokens as int[] ?? [.. message.Tokens];
        link.Send(FrameKind.Verdict, message.Session.Value, header, MemoryMarshal.AsBytes(tokens.AsSpan()));
    }

    /// <summary>A scout to head and tail.</summary>
    public static void SendAttachScout(this LinkConnection link, SessionId session, AttachScout message)
    {
        Span<byte> payload = stackalloc byte[AttachScout.Bytes];
        message.Write(payload);
        link.Send(FrameKind.AttachScout, session.Value, payload);
    }

    /// <summary>A stage to the next one.</summary>
    public static void SendResumeSession(this LinkConnection link, SessionId session, ResumeSession message)
    {
        Span<byte> payload = stackalloc byte[ResumeSession.Bytes];
        message.Write(payload);
        link.Send(FrameKind.ResumeSession, session.Value, payload);
    }

    /// <summary>A stage to a node that takes, or follows, the next place.</summary>
    public static void SendReplaySession(this LinkConnection link, OpenSession message)
    {
        ArgumentNullException.ThrowIfNull(message);
        link.Send(FrameKind.ReplaySession, message.Session.Value, ControlPayload.WriteOpenSession(message));
    }

    /// <summary>A stage to a node that takes, or follows, the next place.</summary>
    public static void SendReplayed(this LinkConnection link) => link.Send(FrameKind.Replayed, 0, default);

    /// <summary>A stage to a mirror of the next place.</summary>
    public static void SendHedge(this LinkConnection link, Hedge message)
    {
        Span<byte> payload = stackalloc byte[Hedge.Bytes];
        message.Write(payload);
        link.Send(FrameKind.Hedge, 0, payload);
    }

    /// <summary>The receiver of rounds or verdicts to their sender.</summary>
    public static void SendComputed(this LinkConnection link, Computed message)
    {
        Span<byte> payload = stackalloc byte[Computed.Bytes];
        message.Write(payload);
        link.Send(FrameKind.Computed, 0, payload);
    }

    /// <summary>Any node to another one: free what the session holds.</summary>
    public static void SendCloseSession(this LinkConnection link, SessionId session) =>
        link.Send(FrameKind.CloseSession, session.Value, default);
}
