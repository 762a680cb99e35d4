using System.Runtime.InteropServices;

namespace FarAi.Link;

/// <summary>
/// One round's hidden states on their way from a stage to the next: a view over the payload, nothing is copied.
/// Layout, little-endian: epoch i64, start i32, token count i32, drafted i32, compute u32, round trip u32,
/// round trip positions i32, draft time u32, draft delay u32 (all times microseconds), hidden size i32, flags u8
/// (bit 0: prefill, bit 1: replay), dtype u8, u16 zero, tokens i32[], hidden [tokens, hidden size]. Hidden data starts at a multiple of
/// four in the payload; its address may be unaligned, which .NET's vector loads allow.
/// </summary>
public readonly ref struct StageForward
{
    /// <summary>Bytes before the tokens.</summary>
    public const int HeaderBytes = 48;

    /// <summary>Most tokens in one frame.</summary>
    public const int MaxTokens = 1 << 20;

    /// <summary>Largest hidden size.</summary>
    public const int MaxHiddenSize = 1 << 20;

    private const byte PrefillFlag = 1;
    private const byte ReplayFlag = 2;

    /// <summary>The triad's epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Sequence position of the first token.</summary>
    public required int Start { get; init; }

    /// <summary>How many of the tokens, from the end, are drafts.</summary>
    public int Drafted { get; init; }

    /// <summary>Whether the round only fills caches: no choice is made.</summary>
    public bool IsPrefill { get; init; }

    /// <summary>Whether it was sent to another node before: this one fills its caches, and passes nothing on.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Compute time of the stages before; whole microseconds on the wire, at most about 71 minutes.</summary>
    public TimeSpan Compute { get; init; }

    /// <summary>The head's latest measured round trip; zero where none is known.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Positions in the round that <see cref="RoundTrip"/> timed.</summary>
    public int RoundTripPositions { get; init; }

    /// <summary>The scout's time per drafted token; zero where none is known.</summary>
    public TimeSpan DraftTime { get; init; }

    /// <summary>From a rejected draft to the arrival of its replacement; zero where none is known.</summary>
    public TimeSpan DraftDelay { get; init; }

    /// <summary>Element type of <see cref="Hidden"/>.</summary>
    public required HiddenType Type { get; init; }

    /// <summary>Width of a hidden state, elements.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Input tokens, at least one.</summary>
    public required ReadOnlySpan<int> Tokens { get; init; }

    /// <summary>Hidden states, [tokens, hidden size], as bytes.</summary>
    public required ReadOnlySpan<byte> Hidden { get; init; }

    /// <summary><see cref="Hidden"/> as single precision; empty where <see cref="Type"/> is another.</summary>
    public ReadOnlySpan<float> HiddenSingles =>
        Type == HiddenType.F32 ? MemoryMarshal.Cast<byte, float>(Hidden) : default;

    /// <summary>Reads a payload; false where a length or value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out StageForward view)
    {
        view = default;
        var reader = new PayloadReader(payload);
        var epoch = reader.Int64();
        var start = reader.Int32();
        var count = reader.Int32();
        var drafted = reader.Int32();
        var compute = reader.Micros();
        var roundTrip = reader.Micros();
        var positions = reader.Int32();
        var draftTime = reader.Micros();
        var draftDelay = reader.Micros();
        var size = reader.Int32();
        var flags = reader.Byte();
        var type = (HiddenType)reader.Byte();
        var zero = reader.UInt16();
        if (reader.Failed || epoch < 0 || start < 0 || count is < 1 or > MaxTokens || start > int.MaxValue - count
            || drafted < 0 || drafted > count || positions < 0 || size is < 1 or > MaxHiddenSize
            || (flags & ~(PrefillFlag | ReplayFlag)) != 0 || zero != 0 || ElementBytes(type) == 0
            || reader.Remaining != ((long)count * sizeof(int)) + ((long)count * size * ElementBytes(type)))
            return false;
        view = new StageForward
        {
            Epoch = epoch,
            Start = start,
            Drafted = drafted,
            IsPrefill = (flags & PrefillFlag) != 0,
            IsReplay = (flags & ReplayFlag) != 0,
            Compute = compute,
            RoundTrip = roundTrip,
            RoundTripPositions = positions,
            DraftTime = draftTime,
            DraftDelay = draftDelay,
            Type = type,
            HiddenSize = size,
            Tokens = reader.Int32s(count),
            Hidden = reader.Rest(),
        };
        return true;
    }

    /// <summary>Writes the <see cref="HeaderBytes"/> before tokens and hidden states.</summary>
    /// <exception cref="ArgumentException">The lengths don't match, or a value is out of range.</exception>
    public void WriteHeader(Span<byte> destination)
    {
        if (Tokens.Length is < 1 or > MaxTokens || HiddenSize is < 1 or > MaxHiddenSize || ElementBytes(Type) == 0
            || Hidden.Length != (long)Tokens.Length * HiddenSize * ElementBytes(Type))
            throw new ArgumentException("hidden states must be [tokens, hidden size] of the type, with at least one token");
        if (Epoch < 0 || Start < 0 || Start > int.MaxValue - Tokens.Length || Drafted < 0 || Drafted > Tokens.Length || RoundTripPositions < 0)
            throw new ArgumentException("epoch, start and positions must not be negative; drafted must be at most the token count");
        var writer = new PayloadWriter(destination);
        writer.Int64(Epoch);
        writer.Int32(Start);
        writer.Int32(Tokens.Length);
        writer.Int32(Drafted);
        writer.Micros(Compute);
        writer.Micros(RoundTrip);
        writer.Int32(RoundTripPositions);
        writer.Micros(DraftTime);
        writer.Micros(DraftDelay);
        writer.Int32(HiddenSize);
        writer.Byte((byte)((IsPrefill ? PrefillFlag : 0) | (IsReplay ? ReplayFlag : 0)));
        writer.Byte((byte)Type);
        writer.UInt16(0);
    }

    private static int ElementBytes(HiddenType type) => type switch
    {
        HiddenType.F32 => 4,
        HiddenType.BF16 => 2,
        _ => 0,
    };
}
