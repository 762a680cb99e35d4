namespace FarAi.Link;

/// <summary>A scout drafts for a session from now on. Layout, little-endian: epoch i64, known i32.</summary>
/// <param name="Epoch">The triad's epoch.</param>
/// <param name="Known">How many tokens of the sequence the scout has; the tail sends it those after.</param>
public readonly record struct AttachScout(long Epoch, int Known)
{
    /// <summary>Bytes of the payload.</summary>
    public const int Bytes = 12;

    /// <summary>Reads a payload; false where its length or a value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out AttachScout message)
    {
        var reader = new PayloadReader(payload);
        message = new AttachScout(reader.Int64(), reader.Int32());
        if (!reader.Failed && reader.Remaining == 0 && message is { Epoch: >= 0, Known: >= 0 })
            return true;
        message = default;
        return false;
    }

    /// <summary>Writes the <see cref="Bytes"/> of the payload.</summary>
    public void Write(Span<byte> destination)
    {
        var writer = new PayloadWriter(destination);
        writer.Int64(Epoch);
        writer.Int32(Known);
    }
}
