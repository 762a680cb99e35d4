using System.Diagnostics.CodeAnalysis;
using FarAi.Core.Identity;
using FarAi.Core.Speculation;

namespace FarAi.Link;

/// <summary>
/// A <see cref="Verdict"/> in binary. The session is the frame's correlation. Layout, little-endian: epoch i64, start i32,
/// token count i32, drafted i32, accepted i32, round trip positions i32, finish u8, 3 zero bytes, then compute, round trip,
/// draft time, draft delay as i64 of 100 ns, tokens i32[].
/// </summary>
public static class VerdictPayload
{
    /// <summary>Bytes before the tokens.</summary>
    public const int HeaderBytes = 64;

    /// <summary>Most tokens in one frame: a catch-up of a whole sequence.</summary>
    public const int MaxTokens = 1 << 20;

    /// <summary>Reads a payload; false where a length or value doesn't hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, SessionId session, [NotNullWhen(true)] out Verdict? verdict)
    {
        verdict = null;
        var reader = new PayloadReader(payload);
        var epoch = reader.Int64();
        var start = reader.Int32();
        var count = reader.Int32();
        var drafted = reader.Int32();
        var accepted = reader.Int32();
        var positions = reader.Int32();
        var finish = (FinishReason)reader.Byte();
        var zero = reader.Byte() | reader.UInt16();
        var compute = reader.Ticks();
        var roundTrip = reader.Ticks();
        var draftTime = reader.Ticks();
        var draftDelay = reader.Ticks();
        if (reader.Failed || epoch < 0 || start < 0 || count is < 1 or > MaxTokens || start > int.MaxValue - count
            || drafted < 0 || accepted < 0 || accepted > drafted || positions < 0 || zero != 0
            || finish is < FinishReason.None or > FinishReason.Cancelled || reader.Remaining != count * sizeof(int))
            return false;
        verdict = new Verdict
        {
            Session = session,
            Epoch = epoch,
            Start = start,
            Tokens = reader.Int32s(count).ToArray(),
            Drafted = drafted,
            Accepted = accepted,
            Compute = compute,
            RoundTrip = roundTrip,
            RoundTripPositions = positions,
            DraftTime = draftTime,
            DraftDelay = draftDelay,
            Finish = finish,
        };
        return true;
    }

    /// <summary>Writes the <see cref="HeaderBytes"/> before the tokens.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public static void WriteHeader(Verdict verdict, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (verdict.Epoch < 0 || verdict.Start < 0 || verdict.Tokens.Count is < 1 or > MaxTokens
            || verdict.Start > int.MaxValue - verdict.Tokens.Count || verdict.Drafted < 0 || verdict.Accepted < 0
            || verdict.Accepted > verdict.Drafted || verdict.RoundTripPositions < 0)
            throw new ArgumentException("a verdict has at least one token, nothing negative, and accepts at most what was drafted");
        var writer = new PayloadWriter(destination);
        writer.Int64(verdict.Epoch);
        writer.Int32(verdict.Start);
        writer.Int32(verdict.Tokens.Count);
        writer.Int32(verdict.Drafted);
        writer.Int32(verdict.Accepted);
        writer.Int32(verdict.RoundTripPositions);
        writer.Byte((byte)verdict.Finish);
        writer.Byte(0);
        writer.UInt16(0);
        writer.Ticks(verdict.Compute);
        writer.Ticks(verdict.RoundTrip);
        writer.Ticks(verdict.DraftTime);
        writer.Ticks(verdict.DraftDelay);
    }
}
