using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FarAi.Link;

/// <summary>Reads little-endian values from the front of a payload. Past its end it gives zeros and remembers the failure.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public bool Failed { get; private set; }

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    public int Int32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long Int64() => Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>A u32 of microseconds.</summary>
    public TimeSpan Micros() => TimeSpan.FromMicroseconds((long)(uint)Int32());

    /// <summary>An i64 of 100 ns that isn't negative.</summary>
    public TimeSpan Ticks()
    {
        var ticks = Int64();
        Failed |= ticks < 0;
        return new TimeSpan(ticks);
    }

    /// <summary>A view of the next values. The wire is little-endian, and so is every machine that LinkConnection admits.</summary>
    public ReadOnlySpan<int> Int32s(int count) => MemoryMarshal.Cast<byte, int>(Take(count * sizeof(int)));

    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (Failed || bytes > _rest.Length)
        {
            Failed = true;
            return default;
        }

        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
