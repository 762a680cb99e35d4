using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FarAi.Link;

/// <summary>
/// Accepts links from ASP.NET requests. After the handshake integrity and secrecy are those of the connection: on networks
/// that aren't trusted serve it over TLS (<c>wss://</c>).
/// </summary>
public sealed partial class LinkServer
{
    private readonly NodeIdentity _identity;
    private readonly Func<LinkHello, byte[]?> _secrets;
    private readonly ILinkHandler _handler;
    private readonly LinkOptions _options;
    private readonly ILogger _logger;
    private readonly RefusalBudget _budget;
    private int _handshakes;

    /// <summary>Makes an acceptor.</summary>
    /// <param name="identity">This side's key.</param>
    /// <param name="secrets">The shared secret for a role and scope; null (or empty) refuses with
    /// <see cref="LinkError.UnknownScope"/>. Called on any thread, must not block.</param>
    /// <param name="handler">Takes the frames of all links; tells them apart by the link, its role and scope.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="logger">Gets one line per refused or broken link, rate-limited per remote address.</param>
    public LinkServer(
        NodeIdentity identity, Func<LinkHello, byte[]?> secrets, ILinkHandler handler, LinkOptions? options = null, ILogger<LinkServer>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentNullException.ThrowIfNull(handler);
        _identity = identity;
        _secrets = secrets;
        _handler = handler;
        _options = (options ?? new LinkOptions()).Validated();
        _logger = logger ?? NullLogger<LinkServer>.Instance;
        _budget = new RefusalBudget(_options.TimeProvider);
    }

    /// <summary>Answers a request: upgrades it, shakes hands and serves the link until it is closed. Never fails on what a peer sends.</summary>
    /// <param name="context">The request; the WebSocket middleware must have seen it (<see cref="LinkEndpoint.MapLink"/> does that).</param>
    /// <param name="stopping">Closes the link in good order, for the host's shutdown.</param>
    public async Task AcceptAsync(HttpContext context, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "this address takes WebSocket links of FAR AI nodes only");
            return;
        }

        if (await HandshakeAsync(context) is not { } link)
            return;
        using (stopping.Register(() => link.CloseAsync(null, "the server stops")))
            await link.RunAsync();
        if (link.CloseError is { } error)
            Refuse(context, error, link.CloseReason);
    }

    private async Task<LinkConnection?> HandshakeAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _handshakes) > _options.MaxPendingHandshakes)
            {
                Refuse(context, LinkError.Busy, "too many handshakes under way");
                await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "too many handshakes under way; try again");
                return null;
            }

            // Own pings, no compression: both would only add time to small frames.
            var accept = new WebSocketAcceptContext { KeepAliveInterval = Timeout.InfiniteTimeSpan, DangerousEnableCompression = false };
            return await ShakeHandsAsync(context, await context.WebSockets.AcceptWebSocketAsync(accept));
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }
    }

    private async Task<LinkConnection?> ShakeHandsAsync(HttpContext context, WebSocket socket)
    {
        using var channel = new HandshakeChannel(socket, _options);
        try
        {
            var hello = await AcceptorHandshake.RunAsync(channel, _identity, _secrets);
            return new LinkConnection(socket, hello, hello.Node, isAcceptor: true, _handler, _options, _logger);
        }
        catch (LinkException exception)
        {
            Refuse(context, exception.Error, exception.Reason);
            await channel.RefuseAsync(exception.Error, exception.Reason);
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            Refuse(context, LinkError.ConnectionLost, "the connection broke during the handshake");
            socket.Abort();
        }

        socket.Dispose();
        return null;
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }

    private void Refuse(HttpContext context, LinkError error, string reason)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (_budget.TryTake(address, out var suppressed))
            LogRefused(_logger, address, error, reason, suppressed);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "Link from {Address} refused or broken: {Error}, {Reason} ({Suppressed} earlier ones of this address not shown)")]
    private static partial void LogRefused(ILogger logger, string address, LinkError error, string reason, int suppressed);
}
