using FarAi.Link;
using FarAi.Node.Peers;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Stages;

/// <summary>The link that a member dialled to the next one. Results go out over it; acknowledgements and complaints come back.</summary>
internal sealed partial class NextLinkHandler(StageMember member, ILogger logger) : ILinkHandler
{
    public void OnFrame(LinkConnection link, in Frame frame)
    {
        if (frame.Kind == FrameKind.Computed)
            PeerFrames.OnComputed(member, link, frame);
        else if (frame.Kind == FrameKind.PeerFault && ControlPayload.TryRead(frame.Payload.Span, out PeerFault? fault))
            LogComplaint(link.Peer.Brief, fault.Reason);
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
        if (!member.Forget(link))
            return;
        LogLost(link.Peer.Brief, error, reason);
        member.Post(stage => stage.OnLinkLost(link));
    }

    [LoggerMessage(LogLevel.Warning, "the next member {Peer} complains: {Reason}")]
    private partial void LogComplaint(string peer, string reason);

    [LoggerMessage(LogLevel.Warning, "the link to the next member {Peer} is gone ({Error}): {Reason}")]
    private partial void LogLost(string peer, LinkError? error, string reason);
}
