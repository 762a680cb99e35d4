using FarAi.Link;
using FarAi.Node.Stages;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Peers;

/// <summary>
/// Takes the frames of links that other nodes dialled and brings them to the stage of the link's triad. What
/// doesn't check closes the link that sent it.
/// </summary>
internal sealed partial class PeerHub(StageService stages, ILogger logger) : ILinkHandler
{
    public void OnOpened(LinkConnection link)
    {
        if (stages.Find(link.Scope) is { } member)
            member.Accept(link);
        else
            _ = link.CloseAsync(LinkError.UnknownScope, "the node left the triad");
    }

    public void OnFrame(LinkConnection link, in Frame frame)
    {
        if (stages.Find(link.Scope) is not { } member)
            throw new LinkException(LinkError.UnknownScope, "the node left the triad");
        PeerFrames.Take(member, link, frame, logger);
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
        if (stages.Find(link.Scope) is not { } member || !member.Forget(link))
            return;
        LogLost(link.Role, link.Peer.Brief, error, reason);
        member.Post(stage => stage.OnLinkLost(link));
    }

    [LoggerMessage(LogLevel.Warning, "the {Role} link of {Peer} is gone ({Error}): {Reason}")]
    private partial void LogLost(LinkRole role, string peer, LinkError? error, string reason);
}
