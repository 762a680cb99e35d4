namespace FarAi.Link;

/// <summary>
/// The member that a mirror follows is slow: the mirror passes its own results on, too, until it is told to be silent again. Both compute the same, and who
/// gets a result twice drops the second.
/// </summary>
/// <param name="Epoch">The epoch for which it holds.</param>
/// <param name="Speaks">Whether the mirror speaks from now on.</param>
public readonly record struct Hedge(long Epoch, bool Speaks)
{
    /// <summary>Bytes of the payload.</summary>
    public const int Bytes = 12;

    /// <summary>Reads a payload; false where its length or a value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Hedge message)
    {
        var reader = new PayloadReader(payload);
        var (epoch, speaks) = (reader.Int64(), reader.Int32());
        message = new Hedge(epoch, speaks == 1);
        if (!reader.Failed && reader.Remaining == 0 && epoch >= 0 && (speaks is 0 or 1))
            return true;
        message = default;
        return false;
    }

    /// <summary>Writes the <see cref="Bytes"/> of the payload.</summary>
    public void Write(Span<byte> destination)
    {
        var writer = new PayloadWriter(destination);
        writer.Int64(Epoch);
        writer.Int32(Speaks ? 1 : 0);
    }
}
