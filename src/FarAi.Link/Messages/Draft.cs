namespace FarAi.Link;

/// <summary>
/// Tokens that a scout drafted: a view over the payload. Layout, little-endian: epoch i64, basis i32, start i32,
/// time per token u32 (microseconds), token count i32, tokens i32[].
/// </summary>
public readonly ref struct Draft
{
    /// <summary>Bytes before the tokens.</summary>
    public const int HeaderBytes = 24;

    /// <summary>Most tokens in one frame.</summary>
    public const int MaxTokens = 4096;

    /// <summary>The triad's epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Position of the first token of the chain.</summary>
    public required int Basis { get; init; }

    /// <summary>Position of the first token here; at least <see cref="Basis"/>.</summary>
    public required int Start { get; init; }

    /// <summary>The scout's time per drafted token; whole microseconds on the wire.</summary>
    public TimeSpan TimePerToken { get; init; }

    /// <summary>The tokens, at least one.</summary>
    public required ReadOnlySpan<int> Tokens { get; init; }

    /// <summary>Reads a payload; false where a length or value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Draft view)
    {
        view = default;
        var reader = new PayloadReader(payload);
        var epoch = reader.Int64();
        var basis = reader.Int32();
        var start = reader.Int32();
        var time = reader.Micros();
        var count = reader.Int32();
        if (reader.Failed || epoch < 0 || basis < 0 || start < basis || count is < 1 or > MaxTokens
            || start > int.MaxValue - count || reader.Remaining != count * sizeof(int))
            return false;
        view = new Draft { Epoch = epoch, Basis = basis, Start = start, TimePerToken = time, Tokens = reader.Int32s(count) };
        return true;
    }

    /// <summary>Writes the <see cref="HeaderBytes"/> before the tokens.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void WriteHeader(Span<byte> destination)
    {
        if (Epoch < 0 || Basis < 0 || Start < Basis || Tokens.Length is < 1 or > MaxTokens || Start > int.MaxValue - Tokens.Length)
            throw new ArgumentException($"a draft has 1 to {MaxTokens} tokens and starts at or after its basis");
        var writer = new PayloadWriter(destination);
        writer.Int64(Epoch);
        writer.Int32(Basis);
        writer.Int32(Start);
        writer.Micros(TimePerToken);
        writer.Int32(Tokens.Length);
    }
}
