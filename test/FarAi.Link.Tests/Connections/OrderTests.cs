using System.Buffers.Binary;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Frames arrive whole and in order, whatever the load.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task ManyThreads_EachOnesOrderIsKept()
    {
        const int threads = 4;
        const int each = 5000;
        var next = new int[threads];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = threads * each;
        await using var host = await LinkHost.StartAsync(new Checker((_, frame) =>
        {
            var thread = (int)frame.Correlation;
            Assert.Equal(next[thread]++, BinaryPrimitives.ReadInt32LittleEndian(frame.Payload.Span));
            Assert.Equal(4 + (next[thread] % 700), frame.Payload.Length);
            if (--left == 0)
                done.SetResult();
        }, done));
        await using var link = await host.DialAsync(new RecordingHandler());
        var senders = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            Span<byte> number = stackalloc byte[4];
            for (var i = 0; i < each; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, i);
                link.Send(FrameKind.StageForward, (ulong)t, number, new byte[(i + 1) % 700]);
            }
        })).ToList();
        senders.ForEach(t => t.Start());
        senders.ForEach(t => t.Join());
        await done.Task.WaitAsync(Patience.Most);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 << 10)]
    [InlineData((16 << 20) + 3)]
    public async Task EverySize_ArrivesUnchangedAndSoDoesTheNext(int bytes)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        await using var link = await host.DialAsync(new RecordingHandler());
        var payload = new byte[bytes];
        new Random(bytes).NextBytes(payload);
        link.Send(FrameKind.StageForward, 1, payload.AsSpan(0, bytes / 2), payload.AsSpan(bytes / 2));
        link.Send(FrameKind.CloseSession, 2, default);
        var received = await acceptor.FrameAsync();
        Assert.True(payload.AsSpan().SequenceEqual(received.Payload));
        Assert.Equal(FrameKind.CloseSession, (await acceptor.FrameAsync()).Kind);
    }

    [Fact]
    public async Task BothDirectionsAtOnce_NothingIsLost()
    {
        const int count = 2000;
        var acceptor = new RecordingHandler((link, frame) => link.Send(FrameKind.CloseSession, frame.Correlation, frame.Payload.Span));
        var dialler = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        await using var link = await host.DialAsync(dialler);
        for (var i = 0ul; i < count; i++)
            link.Send(FrameKind.StageForward, i, new byte[300]);
        for (var i = 0ul; i < count; i++)
            Assert.Equal(i, (await dialler.FrameAsync()).Correlation);
    }

    private sealed class Checker(Action<LinkConnection, Frame> check, TaskCompletionSource done) : ILinkHandler
    {
        public void OnFrame(LinkConnection link, in Frame frame)
        {
            try
            {
                check(link, frame);
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                done.TrySetException(exception);
            }
        }

        public void OnClosed(LinkConnection link, LinkError? error, string reason) =>
            done.TrySetException(new LinkException(error ?? LinkError.ConnectionLost, reason));
    }
}
