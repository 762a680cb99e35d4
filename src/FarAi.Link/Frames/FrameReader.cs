using System.Buffers;
using System.Buffers.Binary;

namespace FarAi.Link;

/// <summary>
/// Cuts a stream of bytes into frames. No I/O: the caller fills <see cref="GetMemory"/>, says how much with
/// <see cref="Advance"/>, and takes frames until there is none. The buffer grows with the bytes that came, never with
/// the length that a frame claims. Not for use by several threads.
/// </summary>
public sealed class FrameReader : IDisposable
{
    /// <summary>Bytes of a frame before its payload: u32 length of what follows, u8 kind, u64 correlation.</summary>
    public const int HeaderBytes = FrameHeader.Bytes;

    private const int InitialBytes = 16 << 10;
    private const int KeptBytes = 4 << 20;
    private const int SmallestRead = 2 << 10;

    private readonly int _maxFrameBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="maxFrameBytes">The largest accepted length field.</param>
    public FrameReader(int maxFrameBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFrameBytes, FrameHeader.CountedBytes);
        _maxFrameBytes = maxFrameBytes;
    }

    /// <summary>What is wrong with the stream; once set, no frame comes any more.</summary>
    public LinkError? Error { get; private set; }

    /// <summary>Whether no byte of an unfinished frame is held.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Room for the next bytes, at least one. Ends the life of the payloads read before.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > KeptBytes)
                Replace(InitialBytes);
        }
        else if (_buffer.Length - _end < SmallestRead)
        {
            if (_start > 0 && _buffer.Length - (_end - _start) >= SmallestRead)
                Compact();
            else
                Replace(checked(_buffer.Length * 2));
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Says that the first <paramref name="count"/> bytes of <see cref="GetMemory"/> are filled.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>The next whole frame. False where more bytes are needed or <see cref="Error"/> is set.</summary>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        var available = _end - _start;
        if (Error is not null || available < FrameHeader.LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start));
        if (length > (uint)_maxFrameBytes)
            return Fail(LinkError.FrameTooLarge);
        if (length < FrameHeader.CountedBytes)
            return Fail(LinkError.Malformed);
        if (available <= FrameHeader.LengthBytes)
            return false;
        var kind = (FrameKind)_buffer[_start + FrameHeader.LengthBytes];
        if (!LinkRules.IsDefined(kind)) // told as soon as it is seen: the rest may never come
            return Fail(LinkError.UnknownKind);
        if (available - FrameHeader.LengthBytes < length)
            return false;
        var correlation = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_start + FrameHeader.LengthBytes + 1));
        frame = new Frame(kind, correlation, _buffer.AsMemory(_start + HeaderBytes, (int)length - FrameHeader.CountedBytes));
        _start += FrameHeader.LengthBytes + (int)length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        Error ??= LinkError.ConnectionLost;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool Fail(LinkError error)
    {
        Error = error;
        return false;
    }

    private void Compact()
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        _end -= _start;
        _start = 0;
    }

    private void Replace(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(bytes);
        Buffer.BlockCopy(_buffer, _start, larger, 0, _end - _start);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        _end -= _start;
        _start = 0;
    }
}
