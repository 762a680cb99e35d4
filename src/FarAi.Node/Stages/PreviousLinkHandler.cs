using FarAi.Link;
using FarAi.Node.Peers;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Stages;

/// <summary>The link that a mirror dialled to the member before its place, which sends it what it sends to the member that is mirrored.</summary>
internal sealed partial class PreviousLinkHandler(StageMember member, ILogger logger) : ILinkHandler
{
    public void OnFrame(LinkConnection link, in Frame frame) => PeerFrames.Take(member, link, frame, logger);

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
        if (!member.Forget(link))
            return;
        LogLost(link.Peer.Brief, error, reason);
        member.Post(stage => stage.OnLinkLost(link));
    }

    [LoggerMessage(LogLevel.Warning, "the link to {Peer}, whose results this mirror follows, is gone ({Error}): {Reason}")]
    private partial void LogLost(string peer, LinkError? error, string reason);
}
