namespace FarAi.Link;

/// <summary>The receiver is done with rounds or verdicts: computed them, or dropped them. Shows the sender that it lives, and how far a mirror lags behind.</summary>
/// <param name="Epoch">The epoch in which they were sent.</param>
/// <param name="Count">How many since the last such message, at least one.</param>
public readonly record struct Computed(long Epoch, int Count)
{
    /// <summary>Bytes of the payload.</summary>
    public const int Bytes = 12;

    /// <summary>Reads a payload; false where its length or a value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Computed message)
    {
        var reader = new PayloadReader(payload);
        message = new Computed(reader.Int64(), reader.Int32());
        if (!reader.Failed && reader.Remaining == 0 && message is { Epoch: >= 0, Count: > 0 })
            return true;
        message = default;
        return false;
    }

    /// <summary>Writes the <see cref="Bytes"/> of the payload.</summary>
    public void Write(Span<byte> destination)
    {
        var writer = new PayloadWriter(destination);
        writer.Int64(Epoch);
        writer.Int32(Count);
    }
}
