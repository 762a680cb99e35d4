namespace FarAi.Simulation.Network;

/// <summary>Who holds one end of a stream link.</summary>
public interface ISimPeer
{
    /// <summary>The link stands; what was sent before arrives in order.</summary>
    void OnOpened(SimLink link);

    /// <summary>A message arrived.</summary>
    void OnMessage(SimLink link, object message);

    /// <summary>The link is gone: closed or reset by the other side, refused, or timed out. Not called for one's own <see cref="SimLink.Close"/>.</summary>
    void OnClosed(SimLink link, string reason);
}
