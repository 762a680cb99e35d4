using System.Net.WebSockets;
using FarAi.Core.Identity;
using Microsoft.Extensions.Logging;

namespace FarAi.Link;

/// <summary>
/// One authenticated link. Frames arrive in the order in which they were sent; sending never blocks. Safe to use from
/// several threads.
/// </summary>
public sealed partial class LinkConnection : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly ILinkHandler _handler;
    private readonly LinkOptions _options;
    private readonly ILogger _logger;
    private readonly SendQueue _queue;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly DelayLine? _delay;
    private volatile bool _isOpen = true;
    private LinkError? _error;
    private string _reason = "";
    private long _lastReceived;
    private long _roundTripTicks = -1;

    internal LinkConnection(
        WebSocket socket, LinkHello hello, NodeId peer, bool isAcceptor, ILinkHandler handler, LinkOptions options, ILogger logger)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("frames are read in place, which needs a little-endian machine");
        _socket = socket;
        _handler = handler;
        _options = options;
        _logger = logger;
        _queue = new SendQueue(socket, options);
        _delay = options.InjectedDelay > TimeSpan.Zero ? new DelayLine(options, Dispatch, OnDelayedEnd) : null;
        Peer = peer;
        Role = hello.Role;
        Scope = hello.Scope;
        IsAcceptor = isAcceptor;
    }

    /// <summary>The node at the other end; its key is proved.</summary>
    public NodeId Peer { get; }

    /// <summary>What the dialling side authenticated as.</summary>
    public LinkRole Role { get; }

    /// <summary>Where: the triad's id, or empty.</summary>
    public string Scope { get; }

    /// <summary>Whether this side was dialled.</summary>
    public bool IsAcceptor { get; }

    /// <summary>Whatever the handler wants to keep with the link.</summary>
    public object? State { get; set; }

    /// <summary>Whether frames still go out. May turn false at any time.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The latest ping's round trip, injected delay included; null before the first.</summary>
    public TimeSpan? RoundTrip => Interlocked.Read(ref _roundTripTicks) is >= 0 and var ticks ? new TimeSpan(ticks) : null;

    /// <summary>Completes after <see cref="ILinkHandler.OnClosed"/>, once the socket is free. Never fails.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Why the link closed; null while it is open and after a close in good order.</summary>
    public LinkError? CloseError => _isOpen ? null : _error;

    /// <summary>The same for people; empty while the link is open.</summary>
    public string CloseReason => _isOpen ? "" : _reason;

    /// <summary>Queues a frame and, where nothing is being sent, sends it from this thread. Never blocks; does nothing on a closed
    /// link; more than <see cref="LinkOptions.MaxQueuedBytes"/> unsent close it.</summary>
    /// <exception cref="ArgumentException">This side may not send the kind (<see cref="LinkRules"/>), or the frame exceeds <see cref="LinkOptions.MaxFrameBytes"/>.</exception>
    public void Send(FrameKind kind, ulong correlation, ReadOnlySpan<byte> payload) => Send(kind, correlation, payload, default, default);

    /// <summary>The same for a payload in two pieces.</summary>
    public void Send(FrameKind kind, ulong correlation, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) =>
        Send(kind, correlation, head, body, default);

    /// <summary>The same for a payload in three pieces.</summary>
    public void Send(FrameKind kind, ulong correlation, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        if (!LinkRules.Allows(Role, !IsAcceptor, kind))
            throw new ArgumentException($"this side of a {Role} link may not send {kind} frames", nameof(kind));
        if (_isOpen && !_queue.TryAdd(kind, correlation, head, body, tail))
            BeginClose(LinkError.SendQueueFull, "the peer reads too slowly", tellPeer: false, abort: true);
    }

    /// <summary>Closes the link: what is queued still goes out, then the error and the reason. Don't wait for it in a handler's call.</summary>
    public Task CloseAsync(LinkError? error, string reason)
    {
        BeginClose(error, reason, tellPeer: true, abort: false);
        return Closed;
    }

    /// <summary>Closes in good order.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync(null, "closed");
}
