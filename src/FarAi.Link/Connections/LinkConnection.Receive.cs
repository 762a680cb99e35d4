using System.Buffers.Binary;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace FarAi.Link;

// The receive loop: bytes to frames to the handler, then the close.
public sealed partial class LinkConnection
{
    private long _pingStamp = -1;
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _shutdownDone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the link to its end. Never fails.</summary>
    internal async Task RunAsync()
    {
        _lastReceived = _options.TimeProvider.GetTimestamp();
        using (_options.TimeProvider.CreateTimer(_ => OnPingDue(), null, TimeSpan.Zero, _options.PingInterval))
        {
            if (Guarded(() => _handler.OnOpened(this)))
                await ReceiveAsync();
        }

        if (_delay is null)
        {
            NotifyClosed();
        }
        else
        {
            _delay.Complete();
            await _delay.Ended;
        }

        await DrainAsync();
        _received.TrySetResult();
        await _shutdownDone.Task;
        _closed.TrySetResult();
    }

    private async Task ReceiveAsync()
    {
        using var reader = new FrameReader(_options.MaxFrameBytes);
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(reader.GetMemory(), CancellationToken.None);
                Volatile.Write(ref _lastReceived, _options.TimeProvider.GetTimestamp());
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    if (_delay is null)
                        BeginClose(LinkError.ConnectionLost, "the peer closed the connection without a word", tellPeer: false, abort: false);
                    return;
                }

                reader.Advance(result.Count);
                if (!Take(reader, result))
                    return;
            }
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            if (_delay is null)
                BeginClose(LinkError.ConnectionLost, "the connection broke", tellPeer: false, abort: true);
        }
    }

    /// <summary>Delivers the whole frames at hand. False where the link must close.</summary>
    private bool Take(FrameReader reader, ValueWebSocketReceiveResult result)
    {
        if (result.MessageType != WebSocketMessageType.Binary)
            return Fail(LinkError.Malformed, "a link carries binary messages only");
        while (reader.TryRead(out var frame))
        {
            if (_delay is not null)
                _delay.Add(frame);
            else if (!Dispatch(frame))
                return false;
        }

        if (reader.Error is { } error)
            return Fail(error, FrameFault.Describe(error, _options.MaxFrameBytes));
        return !result.EndOfMessage || reader.IsEmpty
            || Fail(LinkError.FrameTruncated, FrameFault.Describe(LinkError.FrameTruncated, _options.MaxFrameBytes));
    }

    /// <summary>Gives one frame to whom it belongs. False where that made the link close.</summary>
    private bool Dispatch(Frame frame)
    {
        if (!_isOpen)
            return true; // closing: what still comes is dropped until the peer answers the close
        switch (frame.Kind)
        {
            case FrameKind.Ping:
                Send(FrameKind.Pong, 0, frame.Payload.Span);
                return true;
            case FrameKind.Pong:
                OnPong(frame.Payload.Span);
                return true;
            case FrameKind.Close:
                var (error, reason) = ClosePayload.Read(frame.Payload.Span);
                BeginClose(error, reason, tellPeer: false, abort: false);
                return true;
            default:
                if (!LinkRules.Allows(Role, IsAcceptor, frame.Kind))
                    return Fail(LinkError.OutOfOrder, $"a {frame.Kind} frame may not come here on a {Role} link");
                try
                {
                    _handler.OnFrame(this, frame);
                    return true;
                }
                catch (LinkException exception)
                {
                    return Fail(exception.Error, exception.Reason);
                }
                catch (Exception exception)
                {
                    return Fault(exception);
                }
        }
    }

    private bool Guarded(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (LinkException exception)
        {
            return Fail(exception.Error, exception.Reason);
        }
        catch (Exception exception)
        {
            return Fault(exception);
        }
    }

    private bool Fault(Exception exception)
    {
        LogHandlerFault(_logger, exception, Peer.Brief, Role);
        return Fail(LinkError.HandlerFault, "the receiving side failed");
    }

    private bool Fail(LinkError error, string reason)
    {
        BeginClose(error, reason, tellPeer: true, abort: false);
        return false;
    }

    private void OnPingDue()
    {
        var now = _options.TimeProvider.GetTimestamp();
        if (_options.TimeProvider.GetElapsedTime(Volatile.Read(ref _lastReceived), now) > _options.DeadAfter)
        {
            BeginClose(LinkError.IdleTimeout, $"nothing came for {_options.DeadAfter.TotalSeconds:0.###} s", tellPeer: false, abort: true);
            return;
        }

        Span<byte> stamp = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(stamp, now);
        Interlocked.Exchange(ref _pingStamp, now);
        Send(FrameKind.Ping, 0, stamp);
    }

    private void OnPong(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != sizeof(long))
            return;
        var stamp = BinaryPrimitives.ReadInt64LittleEndian(payload);
        // Only the latest ping's own stamp counts: a peer can't invent a round trip.
        if (Interlocked.CompareExchange(ref _pingStamp, -1, stamp) == stamp && stamp >= 0)
            Interlocked.Exchange(ref _roundTripTicks, _options.TimeProvider.GetElapsedTime(stamp).Ticks);
    }

    private void OnDelayedEnd()
    {
        BeginClose(LinkError.ConnectionLost, "the connection broke", tellPeer: false, abort: true);
        NotifyClosed();
    }

    private void NotifyClosed() => Guarded(() => _handler.OnClosed(this, _error, _reason));

    private void BeginClose(LinkError? error, string reason, bool tellPeer, bool abort)
    {
        lock (_gate)
        {
            if (!_isOpen)
                return;
            _error = error;
            _reason = reason;
            _isOpen = false;
        }

        _ = ShutDownAsync(tellPeer, abort);
    }

    private async Task ShutDownAsync(bool tellPeer, bool abort)
    {
        try
        {
            if (!abort)
            {
                var drained = _queue.SealAsync(tellPeer ? FrameKind.Close : null, ClosePayload.Write(_error, _reason));
                await drained.WaitAsync(_options.CloseTimeout, _options.TimeProvider);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
                    .WaitAsync(_options.CloseTimeout, _options.TimeProvider);
                await _received.Task.WaitAsync(_options.CloseTimeout, _options.TimeProvider);
            }
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            // The peer is gone or doesn't answer: the socket is given up below.
        }
        finally
        {
            if (_socket.State != WebSocketState.Closed)
                _socket.Abort();
            await _received.Task;
            _socket.Dispose();
            _shutdownDone.TrySetResult();
        }
    }

    /// <summary>Reads on, for nothing, until the peer answers the close: closing with unread bytes would reset the
    /// connection and could take the Close frame with it. ShutDownAsync bounds the time.</summary>
    private async Task DrainAsync()
    {
        var scratch = new byte[1024];
        try
        {
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
                await _socket.ReceiveAsync(scratch.AsMemory(), CancellationToken.None);
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            // Closed or given up: either way this was the end.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The handler of a {Role} link from {Peer} failed; the link is closed")]
    private static partial void LogHandlerFault(ILogger logger, Exception exception, string peer, LinkRole role);
}
