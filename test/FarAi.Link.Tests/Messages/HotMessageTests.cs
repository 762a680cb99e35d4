using System.Buffers.Binary;
using FarAi.Core.Speculation;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Binary messages: what is written is read, and nothing else is.</summary>
public sealed class HotMessageTests
{
    [Theory]
    [InlineData(HiddenType.F32, 4)]
    [InlineData(HiddenType.BF16, 2)]
    public void StageForward_ComesBackWhole(HiddenType type, int elementBytes)
    {
        var payload = Samples.StageForwardPayload(3, 4, type);
        Assert.True(StageForward.TryRead(payload, out var view));
        Assert.Equal((3L, 17, 2, true), (view.Epoch, view.Start, view.Drafted, view.IsPrefill));
        Assert.Equal((1234d, 5678d, 90d, 12d), (view.Compute.TotalMicroseconds, view.RoundTrip.TotalMicroseconds, view.DraftTime.TotalMicroseconds, view.DraftDelay.TotalMicroseconds));
        Assert.Equal((5, type, 4), (view.RoundTripPositions, view.Type, view.HiddenSize));
        Assert.Equal([100, 101, 102], view.Tokens.ToArray());
        Assert.Equal(payload.AsSpan(StageForward.HeaderBytes + 12), view.Hidden);
        Assert.Equal(3 * 4 * elementBytes, view.Hidden.Length);
        Assert.Equal(type == HiddenType.F32 ? 12 : 0, view.HiddenSingles.Length);
    }

    [Theory]
    [InlineData(0, -1L)] // epoch
    [InlineData(8, -1)] // start
    [InlineData(8, int.MaxValue)] // start beyond the last position
    [InlineData(12, 0)] // no tokens
    [InlineData(12, -1)]
    [InlineData(12, 4)] // more than there are
    [InlineData(12, int.MaxValue)]
    [InlineData(16, 4)] // more drafted than tokens
    [InlineData(16, -1)]
    [InlineData(28, -1)] // positions
    [InlineData(40, 0)] // hidden size
    [InlineData(40, 5)]
    [InlineData(40, int.MinValue)]
    [InlineData(44, 2)] // unknown flag, dtype 0
    [InlineData(44, 0x0300)] // unknown dtype
    [InlineData(44, 0x0001_0100)] // not zero
    public void StageForwardWithAFieldOutOfRange_IsNotRead(int offset, long value)
    {
        var payload = Samples.StageForwardPayload();
        if (offset == 0)
            BinaryPrimitives.WriteInt64LittleEndian(payload, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(offset), (int)value);
        Assert.False(StageForward.TryRead(payload, out _));
    }

    [Fact]
    public void SizesThatOverflow32Bits_AreNotRead()
    {
        // 2^16 tokens × 2^14 × 4 bytes = 2^32: the product must not wrap to a small one.
        var payload = Samples.StageForwardPayload();
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(12), 1 << 16);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(40), (1 << 14) - 1);
        var wrapped = new byte[StageForward.HeaderBytes];
        payload.AsSpan(0, wrapped.Length).CopyTo(wrapped);
        Assert.False(StageForward.TryRead(wrapped, out _));
    }

    [Fact]
    public void TimesBeyondTheField_AreClamped()
    {
        var header = new byte[StageForward.HeaderBytes];
        var payload = new byte[StageForward.HeaderBytes + 8];
        new StageForward
        {
            Epoch = 0,
            Start = 0,
            Type = HiddenType.F32,
            HiddenSize = 1,
            Tokens = [1],
            Hidden = new byte[4],
            Compute = TimeSpan.FromDays(1),
            RoundTrip = TimeSpan.FromSeconds(-1),
        }.WriteHeader(header);
        header.CopyTo(payload, 0);
        Assert.True(StageForward.TryRead(payload, out var view));
        Assert.Equal(uint.MaxValue, view.Compute.TotalMicroseconds);
        Assert.Equal(TimeSpan.Zero, view.RoundTrip);
    }

    [Fact]
    public void Draft_ComesBackWhole()
    {
        Assert.True(Draft.TryRead(Samples.DraftPayload(), out var view));
        Assert.Equal((3L, 10, 12, 77d), (view.Epoch, view.Basis, view.Start, view.TimePerToken.TotalMicroseconds));
        Assert.Equal([9, 8, 7], view.Tokens.ToArray());
    }

    [Theory]
    [InlineData(8, -1)] // basis
    [InlineData(12, 9)] // before its basis
    [InlineData(12, int.MaxValue)]
    [InlineData(20, 0)] // no tokens
    [InlineData(20, 4)]
    [InlineData(20, -1)]
    public void DraftWithAFieldOutOfRange_IsNotRead(int offset, int value)
    {
        var payload = Samples.DraftPayload();
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(offset), value);
        Assert.False(Draft.TryRead(payload, out _));
    }

    [Fact]
    public void Verdict_ComesBackWhole()
    {
        Assert.True(VerdictPayload.TryRead(Samples.VerdictBytes(), Samples.Session, out var verdict));
        Assert.Equal(Samples.Verdict.Tokens, verdict.Tokens);
        Assert.Equal(Samples.Verdict, verdict with { Tokens = Samples.Verdict.Tokens });
    }

    [Theory]
    [InlineData(8, -1)] // start
    [InlineData(12, 0)] // no tokens
    [InlineData(12, 4)]
    [InlineData(20, 5)] // more accepted than drafted
    [InlineData(20, -1)]
    [InlineData(28, 4)] // unknown finish
    [InlineData(28, 0x0100)] // not zero
    [InlineData(36, -1)] // negative time
    public void VerdictWithAFieldOutOfRange_IsNotRead(int offset, int value)
    {
        var payload = Samples.VerdictBytes();
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(offset), value);
        Assert.False(VerdictPayload.TryRead(payload, Samples.Session, out _));
    }

    [Fact]
    public void ResumeSession_ComesBackWhole()
    {
        var payload = new byte[ResumeSession.Bytes];
        new ResumeSession(3, 17, ulong.MaxValue - 1).Write(payload);
        Assert.True(ResumeSession.TryRead(payload, out var message));
        Assert.Equal(new ResumeSession(3, 17, ulong.MaxValue - 1), message);
        AssertOnlyWhole(payload, p => ResumeSession.TryRead(p, out _));
    }

    [Fact]
    public void Computed_ComesBackWhole()
    {
        var payload = new byte[Computed.Bytes];
        new Computed(3, 17).Write(payload);
        Assert.True(Computed.TryRead(payload, out var message));
        Assert.Equal(new Computed(3, 17), message);
        AssertOnlyWhole(payload, p => Computed.TryRead(p, out _));
        new Computed(3, 0).Write(payload);
        Assert.False(Computed.TryRead(payload, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hedge_ComesBackWhole(bool speaks)
    {
        var payload = new byte[Hedge.Bytes];
        new Hedge(3, speaks).Write(payload);
        Assert.True(Hedge.TryRead(payload, out var message));
        Assert.Equal(new Hedge(3, speaks), message);
        AssertOnlyWhole(payload, p => Hedge.TryRead(p, out _));
        payload[8] = 2;
        Assert.False(Hedge.TryRead(payload, out _));
    }

    [Fact]
    public void AttachScout_ComesBackWhole()
    {
        Assert.True(AttachScout.TryRead(Samples.AttachBytes(), out var message));
        Assert.Equal(new AttachScout(3, 17), message);
    }

    [Fact]
    public void EveryOtherLength_IsNotRead()
    {
        AssertOnlyWhole(Samples.StageForwardPayload(), payload => StageForward.TryRead(payload, out _));
        AssertOnlyWhole(Samples.DraftPayload(), payload => Draft.TryRead(payload, out _));
        AssertOnlyWhole(Samples.VerdictBytes(), payload => VerdictPayload.TryRead(payload, default, out _));
        AssertOnlyWhole(Samples.AttachBytes(), payload => AttachScout.TryRead(payload, out _));
    }

    [Fact]
    public void WhatCannotBeRead_CannotBeWritten()
    {
        Assert.Throws<ArgumentException>(() => new StageForward { Epoch = 0, Start = 0, Type = HiddenType.F32, HiddenSize = 2, Tokens = [1], Hidden = new byte[4] }.WriteHeader(new byte[48]));
        Assert.Throws<ArgumentException>(() => new StageForward { Epoch = 0, Start = 0, Type = HiddenType.F32, HiddenSize = 1, Tokens = [1], Hidden = new byte[4], Drafted = 2 }.WriteHeader(new byte[48]));
        Assert.Throws<ArgumentException>(() => new Draft { Epoch = 0, Basis = 2, Start = 1, Tokens = [1] }.WriteHeader(new byte[24]));
        Assert.Throws<ArgumentException>(() => VerdictPayload.WriteHeader(Samples.Verdict with { Tokens = [] }, new byte[64]));
        Assert.Throws<ArgumentException>(() => VerdictPayload.WriteHeader(Samples.Verdict with { Accepted = 9 }, new byte[64]));
    }

    [Fact]
    public void ReadingAStageForward_AllocatesNothing()
    {
        var payload = Samples.StageForwardPayload(64, 256);
        StageForward.TryRead(payload, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            StageForward.TryRead(payload, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void AssertOnlyWhole(byte[] payload, Func<byte[], bool> read)
    {
        Assert.True(read(payload));
        for (var length = 0; length < payload.Length; length++)
            Assert.False(read(payload[..length]), $"read {length} of {payload.Length} bytes");
        Assert.False(read([.. payload, 0]));
    }
}
