using System.Buffers.Binary;

namespace FarAi.Link;

/// <summary>The 13 bytes before a payload: u32 length of what follows it, u8 kind, u64 correlation; little-endian.</summary>
internal static class FrameHeader
{
    public const int Bytes = 13;
    public const int LengthBytes = 4;

    /// <summary>The part of the header that the length field counts.</summary>
    public const int CountedBytes = Bytes - LengthBytes;

    public static void Write(Span<byte> destination, FrameKind kind, ulong correlation, int payloadBytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)(CountedBytes + payloadBytes));
        destination[LengthBytes] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(LengthBytes + 1)..], correlation);
    }
}
