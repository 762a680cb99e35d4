using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Bytes to frames, with no socket.</summary>
public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Frames_ComeOutHoweverTheBytesComeIn(int chunk)
    {
        byte[][] payloads = [[], [1], new byte[20_000], [2, 3], new byte[70_000]];
        var stream = payloads.SelectMany((p, i) => RawWire.Encode((byte)FrameKind.Draft, (ulong)i, p)).ToArray();
        using var reader = new FrameReader(1 << 20);
        var seen = 0;
        for (var at = 0; at < stream.Length;)
        {
            var room = reader.GetMemory();
            var count = Math.Min(Math.Min(chunk, room.Length), stream.Length - at);
            stream.AsMemory(at, count).CopyTo(room);
            reader.Advance(count);
            at += count;
            for (; reader.TryRead(out var frame); seen++)
            {
                Assert.Equal((FrameKind.Draft, (ulong)seen), (frame.Kind, frame.Correlation));
                Assert.True(payloads[seen].AsSpan().SequenceEqual(frame.Payload.Span));
            }
        }

        Assert.Equal((payloads.Length, true, null), (seen, reader.IsEmpty, reader.Error));
    }

    [Fact]
    public void LargestFrame_IsTakenAndOneByteMoreIsNot()
    {
        using var reader = new FrameReader(100);
        Feed(reader, RawWire.Encode((byte)FrameKind.Draft, 0, new byte[91]));
        Assert.True(reader.TryRead(out _));
        Feed(reader, RawWire.Encode((byte)FrameKind.Draft, 0, new byte[92]));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(LinkError.FrameTooLarge, reader.Error);
        Feed(reader, RawWire.Encode((byte)FrameKind.Draft, 0, []));
        Assert.False(reader.TryRead(out _)); // an error stays
    }

    [Fact]
    public void ClaimedLength_ReservesNoMemory()
    {
        using var reader = new FrameReader(512 << 20);
        Feed(reader, [0, 0, 0, 0x1f, (byte)FrameKind.StageForward]); // 496 MiB to come, it says
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(reader.TryRead(out _));
        Assert.InRange(reader.GetMemory().Length, 1, 1 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Rules_AllowEveryKindToSomebodyButTheHandshakeToNobody()
    {
        foreach (var kind in Enum.GetValues<FrameKind>())
        {
            Assert.True(LinkRules.IsDefined(kind));
            var allowed = Enum.GetValues<LinkRole>().Any(role => LinkRules.Allows(role, true, kind) || LinkRules.Allows(role, false, kind));
            Assert.Equal(kind > FrameKind.Refused, allowed);
        }

        for (var number = 0; number < 256; number++)
            Assert.Equal(Enum.IsDefined((FrameKind)number), LinkRules.IsDefined((FrameKind)number));
    }

    [Fact]
    public void OptionsThatContradictEachOther_AreNamed()
    {
        Assert.Contains("DeadAfter", Assert.Throws<ArgumentException>(() => new LinkOptions { DeadAfter = TimeSpan.FromSeconds(5) }.Validated()).Message, StringComparison.Ordinal);
        Assert.Contains("MaxQueuedBytes", Assert.Throws<ArgumentException>(() => new LinkOptions { MaxQueuedBytes = 64 << 20 }.Validated()).Message, StringComparison.Ordinal);
        Assert.Contains("InjectedDelay", Assert.Throws<ArgumentException>(() => new LinkOptions { InjectedDelay = TimeSpan.FromTicks(-1) }.Validated()).Message, StringComparison.Ordinal);
        Assert.NotNull(new LinkOptions().Validated());
    }

    internal static void Feed(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var room = reader.GetMemory().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            reader.Advance(count);
            bytes = bytes[count..];
        }
    }
}
