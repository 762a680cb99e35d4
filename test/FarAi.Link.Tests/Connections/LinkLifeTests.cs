using System.Net.WebSockets;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>How links end: in good order, by fault, by silence, by a peer that doesn't read.</summary>
public sealed class LinkLifeTests : IAsyncDisposable
{
    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();

    [Fact]
    public async Task Close_ComesAfterWhatWasQueuedAndWithoutError()
    {
        var acceptor = new RecordingHandler();
        var dialler = new RecordingHandler();
        var patient = new LinkOptions { CloseTimeout = Patience.Most };
        await using var host = await LinkHost.StartAsync(acceptor, patient);
        var link = await host.DialAsync(dialler, patient);
        for (var i = 0ul; i < 100; i++)
            link.Send(FrameKind.StageForward, i, new byte[200_000]); // more than the sockets' buffers take
        await link.CloseAsync(null, "done").WaitAsync(Patience.Most);
        for (var i = 0ul; i < 100; i++)
            Assert.Equal(i, (await acceptor.FrameAsync()).Correlation);
        Assert.Equal((null, "done"), await acceptor.ClosedAsync());
        Assert.Equal((null, "done"), await dialler.ClosedAsync());
        Assert.False(link.IsOpen);
        link.Send(FrameKind.StageForward, 1, default); // does nothing
        Assert.False(acceptor.HasMoreCloses);
        Assert.False(dialler.HasMoreCloses);
    }

    [Fact]
    public async Task CloseWithError_IsToldToTheOtherSide()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        var link = await host.DialAsync(new RecordingHandler());
        await link.CloseAsync(LinkError.Superseded, "epoch 2").WaitAsync(Patience.Most);
        Assert.Equal((LinkError.Superseded, "epoch 2"), await acceptor.ClosedAsync());
    }

    [Fact]
    public async Task HostStops_LinksCloseInGoodOrder()
    {
        var dialler = new RecordingHandler();
        var host = await LinkHost.StartAsync(new RecordingHandler());
        var link = await host.DialAsync(dialler);
        await host.DisposeAsync().AsTask().WaitAsync(Patience.Most);
        Assert.Null((await dialler.ClosedAsync()).Error);
        await link.Closed.WaitAsync(Patience.Most);
    }

    [Fact]
    public async Task ProcessDies_ConnectionLostAtOnce()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, new LinkOptions { PingInterval = TimeSpan.FromHours(1), DeadAfter = TimeSpan.FromHours(2) });
        var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        var accepted = await acceptor.OpenedAsync();
        wire.Socket.Abort();
        Assert.Equal(LinkError.ConnectionLost, (await acceptor.ClosedAsync()).Error);
        await accepted.Closed.WaitAsync(Patience.Most);
        wire.Dispose();
    }

    [Fact]
    public async Task CloseWithoutAWord_IsConnectionLost()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        await acceptor.OpenedAsync();
        await wire.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(LinkError.ConnectionLost, (await acceptor.ClosedAsync()).Error);
    }

    [Fact]
    public async Task SilentPeer_IdleTimeout()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(
            acceptor, new LinkOptions { PingInterval = TimeSpan.FromMilliseconds(50), DeadAfter = TimeSpan.FromMilliseconds(300) });
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint); // answers no ping
        Assert.Equal(LinkError.IdleTimeout, (await acceptor.ClosedAsync()).Error);
    }

    [Fact]
    public async Task IdlePeerThatAnswersPings_StaysAndIsTimed()
    {
        var acceptor = new RecordingHandler();
        var options = new LinkOptions { PingInterval = TimeSpan.FromSeconds(20), DeadAfter = TimeSpan.FromSeconds(60) }; // the first ping goes out at once
        await using var host = await LinkHost.StartAsync(acceptor, options);
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        var accepted = await acceptor.OpenedAsync();
        Assert.Null(accepted.RoundTrip);
        await wire.SendAsync(FrameKind.Pong, new byte[8]); // invented: must not count
        await wire.SendAsync(FrameKind.CloseSession, []);
        await acceptor.FrameAsync();
        Assert.Null(accepted.RoundTrip);
        var ping = await wire.ReceiveAsync(FrameKind.Ping);
        await wire.SendAsync(FrameKind.Pong, ping);
        await wire.SendAsync(FrameKind.CloseSession, []);
        await acceptor.FrameAsync();
        Assert.InRange(accepted.RoundTrip!.Value, TimeSpan.Zero, options.DeadAfter);
    }

    [Fact]
    public async Task PeerThatDoesNotRead_SendQueueFullAndSenderNeverBlocks()
    {
        var acceptor = new RecordingHandler();
        var options = new LinkOptions { MaxFrameBytes = 256 << 10, MaxQueuedBytes = 1 << 20 };
        await using var host = await LinkHost.StartAsync(acceptor, options);
        await using var good = await host.DialAsync(new RecordingHandler());
        await acceptor.OpenedAsync();
        using var wire = await new RawHandshake(_identity, LinkRole.Node).DialAsync(host.Endpoint);
        var accepted = await acceptor.OpenedAsync();
        var sent = 0L;
        for (var payload = new byte[100_000]; accepted.IsOpen; sent += payload.Length)
        {
            accepted.Send(FrameKind.Command, 0, payload);
            Assert.True(sent < 1L << 30, "a gigabyte went into a socket that no one reads");
        }

        Assert.Equal(LinkError.SendQueueFull, (await acceptor.ClosedAsync()).Error);
        good.Send(FrameKind.CloseSession, 3, default);
        Assert.Equal(3ul, (await acceptor.FrameAsync()).Correlation);
    }

    [Fact]
    public async Task HandlerFindsFault_ClosesByThatName()
    {
        var acceptor = new RecordingHandler((_, _) => throw new LinkException(LinkError.Malformed, "no such thing"));
        var dialler = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        var link = await host.DialAsync(dialler);
        link.Send(FrameKind.CloseSession, 1, default);
        Assert.Equal((LinkError.Malformed, "no such thing"), await dialler.ClosedAsync());
        Assert.Equal((LinkError.Malformed, "no such thing"), await acceptor.ClosedAsync());
    }

    [Fact]
    public async Task HandlerFails_ThatLinkAloneCloses()
    {
        var acceptor = new RecordingHandler((_, frame) =>
        {
            if (frame.Correlation == 1)
                throw new InvalidOperationException("secret detail");
        });
        var dialler = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        var bad = await host.DialAsync(dialler);
        await using var good = await host.DialAsync(new RecordingHandler());
        bad.Send(FrameKind.CloseSession, 1, default);
        var (error, reason) = await dialler.ClosedAsync();
        Assert.Equal(LinkError.HandlerFault, error);
        Assert.DoesNotContain("secret", reason, StringComparison.Ordinal);
        await acceptor.FrameAsync();
        good.Send(FrameKind.CloseSession, 2, default);
        Assert.Equal(2ul, (await acceptor.FrameAsync()).Correlation);
    }

    [Fact]
    public async Task FrameBeyondTheBound_IsTheSendersMistake()
    {
        var options = new LinkOptions { MaxFrameBytes = 4096, MaxQueuedBytes = 1 << 20 };
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), options);
        await using var link = await host.DialAsync(new RecordingHandler(), options);
        link.Send(FrameKind.StageForward, 0, new byte[4096 - 9]);
        Assert.Throws<ArgumentException>(() => link.Send(FrameKind.StageForward, 0, new byte[4096 - 8]));
        Assert.Throws<ArgumentException>(() => link.Send(FrameKind.Command, 0, default));
        Assert.True(link.IsOpen);
    }

    public ValueTask DisposeAsync()
    {
        _identity.Dispose();
        return ValueTask.CompletedTask;
    }
}
