namespace FarAi.Link;

/// <summary>
/// Takes what comes over a link. Calls for one link come one after the other, in order, from its receive loop: they must
/// not block. A <see cref="LinkException"/> thrown by <see cref="OnFrame"/> closes the link with that error; any other
/// exception with <see cref="LinkError.HandlerFault"/>.
/// </summary>
public interface ILinkHandler
{
    /// <summary>The handshake is done; comes before any other call for the link.</summary>
    void OnOpened(LinkConnection link)
    {
    }

    /// <summary>A frame came, of a kind that <see cref="LinkRules"/> allows. Its payload is valid only until the call returns.</summary>
    void OnFrame(LinkConnection link, in Frame frame);

    /// <summary>The last call for a link, whoever closed it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="error">Why; null after a close in good order.</param>
    /// <param name="reason">The same for people, in one line.</param>
    void OnClosed(LinkConnection link, LinkError? error, string reason);
}
