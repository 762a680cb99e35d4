using System.Net.WebSockets;

namespace FarAi.Link;

/// <summary>
/// Exchanges handshake frames, one per WebSocket message, within one deadline. A receive that is out of time stays pending
/// (cancelling it would abort the socket), so that the other side can still be told why.
/// </summary>
internal sealed class HandshakeChannel(WebSocket socket, LinkOptions options) : IDisposable
{
    private readonly FrameReader _reader = new(LinkProtocol.MaxHandshakeFrameBytes);
    private readonly long _begin = options.TimeProvider.GetTimestamp();
    private Task<ValueWebSocketReceiveResult>? _pending;

    /// <summary>Whether the other side ended the handshake, so that it needs no answer.</summary>
    public bool WasRefused { get; private set; }

    public Task SendAsync(FrameKind kind, ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[FrameHeader.Bytes + payload.Length];
        FrameHeader.Write(frame, kind, 0, payload.Length);
        payload.CopyTo(frame.AsMemory(FrameHeader.Bytes));
        return BoundedAsync(socket.SendAsync((ArraySegment<byte>)frame, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None));
    }

    /// <summary>The payload of the next frame, which must be of the kind. Throws a <see cref="LinkException"/> by name otherwise.</summary>
    public async Task<byte[]> ReceiveAsync(FrameKind expected)
    {
        while (true)
        {
            _pending = socket.ReceiveAsync(_reader.GetMemory(), CancellationToken.None).AsTask();
            await BoundedAsync(_pending);
            var result = await _pending;
            _pending = null;
            if (result.MessageType == WebSocketMessageType.Close)
            {
                WasRefused = true;
                throw new LinkException(LinkError.ConnectionLost, "the peer closed the connection during the handshake");
            }

            if (result.MessageType != WebSocketMessageType.Binary)
                throw new LinkException(LinkError.Malformed, "a link carries binary messages only");
            _reader.Advance(result.Count);
            if (TryTake(result.EndOfMessage, expected, out var payload))
                return payload;
        }
    }

    /// <summary>Tells the other side why it is refused, and lets it read that.</summary>
    public async Task RefuseAsync(LinkError error, string reason)
    {
        var closing = CloseAsync(error, reason);
        try
        {
            await closing.WaitAsync(options.CloseTimeout, options.TimeProvider);
        }
        catch (Exception exception) when (SocketFault.Matches(exception) || exception is LinkException)
        {
            // It doesn't listen: the abort below also ends what is still under way.
        }

        if (socket.State != WebSocketState.Closed)
            socket.Abort();
        await closing.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public void Dispose() => _reader.Dispose();

    private async Task CloseAsync(LinkError error, string reason)
    {
        if (!WasRefused)
        {
            var payload = ClosePayload.Write(error, reason);
            var frame = new byte[FrameHeader.Bytes + payload.Length];
            FrameHeader.Write(frame, FrameKind.Refused, 0, payload.Length);
            payload.CopyTo(frame.AsSpan(FrameHeader.Bytes));
            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, null, CancellationToken.None);
        var scratch = new byte[1024];
        if (_pending is { } pending)
            await pending;
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            await socket.ReceiveAsync(scratch.AsMemory(), CancellationToken.None);
    }

    private bool TryTake(bool endOfMessage, FrameKind expected, out byte[] payload)
    {
        payload = [];
        var found = _reader.TryRead(out var frame);
        if (_reader.Error is { } error)
            throw new LinkException(error, FrameFault.Describe(error, LinkProtocol.MaxHandshakeFrameBytes));
        if (!found)
            return endOfMessage ? throw new LinkException(LinkError.FrameTruncated, "a message ended inside a frame") : false;
        if (frame.Kind == FrameKind.Refused)
        {
            WasRefused = true;
            var (refusal, reason) = ClosePayload.Read(frame.Payload.Span);
            throw new LinkException(refusal ?? LinkError.Malformed, reason);
        }

        if (frame.Kind != expected)
            throw new LinkException(LinkError.OutOfOrder, $"a {frame.Kind} frame came where the handshake needs {expected}");
        if (!_reader.IsEmpty || !endOfMessage)
            throw new LinkException(LinkError.OutOfOrder, "a handshake message holds one frame");
        payload = frame.Payload.ToArray();
        return true;
    }

    private async Task BoundedAsync(Task task)
    {
        var left = options.HandshakeTimeout - options.TimeProvider.GetElapsedTime(_begin);
        try
        {
            await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, options.TimeProvider);
        }
        catch (TimeoutException exception)
        {
            throw new LinkException(
                LinkError.HandshakeTimeout, $"no handshake within {options.HandshakeTimeout.TotalSeconds:0.###} s", exception);
        }
    }
}
