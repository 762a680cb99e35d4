namespace FarAi.Link;

/// <summary>From the head down the stages after a promotion: the rounds under way are given up, a new line follows. The tail answers with what it committed beyond the head's knowledge.</summary>
/// <param name="Epoch">The epoch in which the session goes on.</param>
/// <param name="Known">Prompt and committed tokens that the head knows.</param>
/// <param name="Prefix">The <see cref="Core.Speculation.TokenPrefix"/> of all of them but the last: whoever holds the states of other tokens can't go on.</param>
public readonly record struct ResumeSession(long Epoch, int Known, ulong Prefix)
{
    /// <summary>Bytes of the payload.</summary>
    public const int Bytes = 20;

    /// <summary>Reads a payload; false where its length or a value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ResumeSession message)
    {
        var reader = new PayloadReader(payload);
        message = new ResumeSession(reader.Int64(), reader.Int32(), (ulong)reader.Int64());
        if (!reader.Failed && reader.Remaining == 0 && message is { Epoch: >= 0, Known: > 0 })
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
        writer.Int64((long)Prefix);
    }
}
