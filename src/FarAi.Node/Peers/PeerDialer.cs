using FarAi.Core.Nodes;
using FarAi.Link;

namespace FarAi.Node.Peers;

/// <summary>Dials other nodes. They may not have heard of a new epoch yet, so a refusal that can heal is tried again until a deadline.</summary>
internal sealed class PeerDialer(NodeIdentity identity, LinkOptions options, TimeProvider time)
{
    /// <summary>How long a peer may take to be ready.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A link to the node at an address.</summary>
    /// <exception cref="LinkException">No link until the deadline; the last refusal.</exception>
    public async Task<LinkConnection> DialAsync(
        PeerAddress address, LinkRole role, string scope, byte[] secret, ILinkHandler handler, CancellationToken cancellationToken)
    {
        var credentials = new LinkCredentials(role, scope, secret, address.Node);
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await LinkClient.ConnectAsync(address.Endpoint, identity, credentials, handler, options, cancellationToken);
            }
            catch (LinkException exception) when (CanHeal(exception.Error) && time.GetElapsedTime(started) + pause < Deadline)
            {
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    // A refused secret heals when the peer takes the epoch's new keys.
    private static bool CanHeal(LinkError error) =>
        error is not (LinkError.ProtocolVersion or LinkError.Signature or LinkError.UnexpectedPeer);
}
