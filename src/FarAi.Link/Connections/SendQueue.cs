using System.Buffers;
using System.Net.WebSockets;

namespace FarAi.Link;

/// <summary>
/// The frames that wait to be sent. Whoever adds to an idle queue sends from its own thread (no hop, no timer); frames added
/// meanwhile go out together as the next WebSocket message. Two buffers change places.
/// </summary>
internal sealed class SendQueue(WebSocket socket, LinkOptions options)
{
    private const int KeptBytes = 1 << 20;
    private const int SendsBeforeYield = 8; // a caller must not serve other threads' frames for ever

    private readonly Lock _gate = new();
    private byte[] _pending = [];
    private int _pendingBytes;
    private byte[] _outgoing = [];
    private int _outgoingBytes;
    private bool _isSending;
    private bool _isSealed;
    private TaskCompletionSource? _drained;

    /// <summary>False where the frame doesn't fit any more; true where it is queued, or dropped because the queue is sealed.</summary>
    public bool TryAdd(FrameKind kind, ulong correlation, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        var payload = (long)a.Length + b.Length + c.Length;
        if (payload + FrameHeader.CountedBytes > options.MaxFrameBytes)
            throw new ArgumentException($"a {kind} frame of {payload} bytes exceeds MaxFrameBytes ({options.MaxFrameBytes})");
        lock (_gate)
        {
            if (_isSealed)
                return true;
            if ((long)_pendingBytes + _outgoingBytes + FrameHeader.Bytes + payload > options.MaxQueuedBytes)
                return false;
            Append(kind, correlation, a, b, c);
            if (_isSending)
                return true;
            _isSending = true;
            Swap();
        }

        _ = SendAllAsync();
        return true;
    }

    /// <summary>Takes no more frames but this last one; completes when nothing waits any more, or nothing can be sent.</summary>
    public Task SealAsync(FrameKind? last, ReadOnlySpan<byte> payload)
    {
        Task drained;
        lock (_gate)
        {
            if (last is { } kind && !_isSealed)
                Append(kind, 0, payload, default, default);
            _isSealed = true;
            if (!_isSending && _pendingBytes == 0)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            if (_isSending)
                return drained;
            _isSending = true;
            Swap();
        }

        _ = SendAllAsync();
        return drained;
    }

    private async Task SendAllAsync()
    {
        try
        {
            for (var sends = 1; ; sends++)
            {
                await socket.SendAsync(
                    _outgoing.AsMemory(0, _outgoingBytes), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                if (!TakeNext())
                    return;
                if (sends % SendsBeforeYield == 0)
                    await Task.Yield();
            }
        }
        catch (Exception exception) when (SocketFault.Matches(exception))
        {
            lock (_gate)
            {
                _isSealed = true;
                _isSending = false;
                _pendingBytes = _outgoingBytes = 0;
                _drained?.TrySetResult();
            }

            socket.Abort(); // the receive loop sees it and tells the handler
        }
    }

    private bool TakeNext()
    {
        lock (_gate)
        {
            _outgoing = Trimmed(_outgoing);
            if (_pendingBytes > 0)
            {
                Swap();
                return true;
            }

            _outgoingBytes = 0;
            _isSending = false;
            _drained?.TrySetResult();
            return false;
        }
    }

    private void Swap()
    {
        (_pending, _outgoing) = (_outgoing, _pending);
        (_pendingBytes, _outgoingBytes) = (0, _pendingBytes);
    }

    private void Append(FrameKind kind, ulong correlation, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        var payload = a.Length + b.Length + c.Length;
        var needed = _pendingBytes + FrameHeader.Bytes + payload;
        if (needed > _pending.Length)
            Grow(needed);
        var target = _pending.AsSpan(_pendingBytes);
        FrameHeader.Write(target, kind, correlation, payload);
        target = target[FrameHeader.Bytes..];
        a.CopyTo(target);
        b.CopyTo(target[a.Length..]);
        c.CopyTo(target[(a.Length + b.Length)..]);
        _pendingBytes = needed;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(Array.MaxLength, 2L * _pending.Length)));
        _pending.AsSpan(0, _pendingBytes).CopyTo(larger);
        if (_pending.Length > 0)
            ArrayPool<byte>.Shared.Return(_pending);
        _pending = larger;
    }

    private static byte[] Trimmed(byte[] buffer)
    {
        if (buffer.Length <= KeptBytes)
            return buffer;
        ArrayPool<byte>.Shared.Return(buffer);
        return [];
    }
}
