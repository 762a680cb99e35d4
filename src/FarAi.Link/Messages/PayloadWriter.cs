using System.Buffers.Binary;

namespace FarAi.Link;

/// <summary>Writes little-endian values, the mirror of <see cref="PayloadReader"/>.</summary>
internal ref struct PayloadWriter(Span<byte> destination)
{
    private Span<byte> _rest = destination;

    public void Byte(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, value);
        _rest = _rest[2..];
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_rest, value);
        _rest = _rest[4..];
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_rest, value);
        _rest = _rest[8..];
    }

    /// <summary>A time as u32 of microseconds; one outside the range becomes the nearest that fits.</summary>
    public void Micros(TimeSpan value) => Int32((int)(uint)Math.Clamp(value.Ticks / TimeSpan.TicksPerMicrosecond, 0, uint.MaxValue));

    /// <summary>A time as i64 of 100 ns; a negative one becomes zero.</summary>
    public void Ticks(TimeSpan value) => Int64(Math.Max(0, value.Ticks));
}
