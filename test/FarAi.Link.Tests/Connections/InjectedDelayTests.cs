using System.Collections.Concurrent;
using System.Diagnostics;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>The delay that benchmarks put on a loopback link. Upper bounds are left to the benchmark: a busy machine may be late.</summary>
public sealed class InjectedDelayTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task EachDirection_IsDelayedOnce()
    {
        var options = new LinkOptions { InjectedDelay = Delay };
        var acceptor = new RecordingHandler((link, frame) => link.Send(FrameKind.CloseSession, frame.Correlation, default));
        var dialler = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, options);
        await using var link = await host.DialAsync(dialler, options);
        var begin = Stopwatch.GetTimestamp();
        link.Send(FrameKind.StageForward, 1, new byte[10]);
        await acceptor.FrameAsync();
        Assert.True(Stopwatch.GetElapsedTime(begin) >= Delay);
        await dialler.FrameAsync();
        Assert.True(Stopwatch.GetElapsedTime(begin) >= 2 * Delay);
    }

    [Fact]
    public async Task ManyFrames_TravelTogetherAndInOrder()
    {
        const int count = 200;
        var arrivals = new ConcurrentQueue<(ulong Number, long Time)>();
        var acceptor = new RecordingHandler((_, frame) => arrivals.Enqueue((frame.Correlation, Stopwatch.GetTimestamp())));
        await using var host = await LinkHost.StartAsync(acceptor, new LinkOptions { InjectedDelay = Delay });
        await using var link = await host.DialAsync(new RecordingHandler());
        var sent = new long[count];
        for (var i = 0; i < count; i++)
        {
            sent[i] = Stopwatch.GetTimestamp();
            link.Send(FrameKind.StageForward, (ulong)i, [(byte)i]);
        }

        for (var i = 0; i < count; i++)
            Assert.Equal([(byte)i], (await acceptor.FrameAsync()).Payload);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (ulong)i), arrivals.Select(a => a.Number));
        Assert.All(arrivals, a => Assert.True(Stopwatch.GetElapsedTime(sent[a.Number], a.Time) >= Delay));
        // Delayed one after the other they would need count × delay = 12 s.
        Assert.True(Stopwatch.GetElapsedTime(sent[0], arrivals.Last().Time) < TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheClose_IsDelayedToo(bool inGoodOrder)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, new LinkOptions { InjectedDelay = Delay });
        using var identity = NodeIdentity.CreateEphemeral();
        using var wire = await new RawHandshake(identity).DialAsync(host.Endpoint);
        var accepted = await acceptor.OpenedAsync();
        await wire.SendAsync(FrameKind.CloseSession, [], correlation: 9);
        Assert.Equal(9ul, (await acceptor.FrameAsync()).Correlation);
        var begin = Stopwatch.GetTimestamp();
        if (inGoodOrder)
            await wire.SendAsync(FrameKind.Close, [0, 0]);
        else
            wire.Socket.Abort();
        Assert.Equal(inGoodOrder ? null : LinkError.ConnectionLost, (await acceptor.ClosedAsync()).Error);
        Assert.True(Stopwatch.GetElapsedTime(begin) >= Delay);
        await accepted.Closed.WaitAsync(Patience.Most);
    }

    [Fact]
    public async Task Ping_MeasuresTheDelayOfBothDirections()
    {
        var options = new LinkOptions { InjectedDelay = Delay };
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, options);
        await using var link = await host.DialAsync(new RecordingHandler(), options);
        for (var i = 0; i < 8; i++)
        {
            link.Send(FrameKind.StageForward, 0, default); // each takes one delay; the ping started earlier and needs two
            await acceptor.FrameAsync();
        }

        var accepted = await acceptor.OpenedAsync();
        Assert.True(accepted.RoundTrip >= 2 * Delay, $"{accepted.RoundTrip}");
    }
}
