using System.Net.WebSockets;

namespace FarAi.Link;

/// <summary>Dials links.</summary>
public static class LinkClient
{
    /// <summary>Connects, shakes hands and starts the link. The handler may be called before this returns.</summary>
    /// <param name="endpoint">A <c>ws://</c> or <c>wss://</c> address.</param>
    /// <param name="identity">This side's key.</param>
    /// <param name="credentials">Role, scope and secret.</param>
    /// <param name="handler">Takes the frames.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="cancellationToken">Gives up the attempt; without effect on the link once it stands.</param>
    /// <exception cref="LinkException">The link could not be made, by name.</exception>
    public static async Task<LinkConnection> ConnectAsync(
        Uri endpoint, NodeIdentity identity, LinkCredentials credentials, ILinkHandler handler, LinkOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(options);
        if (credentials.Secret.Length == 0)
            throw new ArgumentException("a link needs a secret", nameof(credentials));
        options.Validated();
        var socket = await DialAsync(endpoint, options, cancellationToken);
        using var channel = new HandshakeChannel(socket, options);
        try
        {
            using var abort = cancellationToken.Register(socket.Abort);
            var peer = await DiallerHandshake.RunAsync(channel, identity, credentials);
            var hello = new LinkHello(LinkProtocol.Version, credentials.Role, credentials.Scope, identity.Id);
            var link = new LinkConnection(socket, hello, peer, isAcceptor: false, handler, options, options.Logger);
            _ = link.RunAsync();
            return link;
        }
        catch (LinkException exception)
        {
            await channel.RefuseAsync(exception.Error, exception.Reason);
            socket.Dispose();
            throw;
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new LinkException(LinkError.ConnectionLost, "the connection broke during the handshake", exception);
        }
    }

    private static async Task<ClientWebSocket> DialAsync(Uri endpoint, LinkOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        if (endpoint.IsLoopback)
            socket.Options.Proxy = null; // a proxy from the environment can't reach this machine's own ports
        using var timeout = new CancellationTokenSource(options.HandshakeTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await socket.ConnectAsync(endpoint, either.Token);
            return socket;
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new LinkException(LinkError.Unreachable, $"nothing answers as a link at {endpoint}: {exception.Message}", exception);
        }
    }
}
