using System.Net.WebSockets;
using System.Text;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Rubbish on a real Kestrel server: the named error for that link, and nothing for anyone else.</summary>
public sealed class BadFrameTests : IAsyncDisposable
{
    private static readonly LinkOptions Options = new() { MaxFrameBytes = 64 << 10, MaxQueuedBytes = 1 << 20, HandshakeTimeout = TimeSpan.FromSeconds(5) };

    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();

    public static TheoryData<string, byte[], LinkError> Rubbish { get; } = new()
    {
        { "claims 4 GiB", [255, 255, 255, 255], LinkError.FrameTooLarge },
        { "claims one byte too many", [.. BitConverter.GetBytes((64 << 10) + 1)], LinkError.FrameTooLarge },
        { "shorter than its header", [8, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0], LinkError.Malformed },
        { "empty frame", [0, 0, 0, 0], LinkError.Malformed },
        { "ends in the length", [9, 0], LinkError.FrameTruncated },
        { "ends in the header", RawWire.Encode((byte)FrameKind.CloseSession, 1, [])[..9], LinkError.FrameTruncated },
        { "ends in the payload", RawWire.Encode((byte)FrameKind.StageForward, 1, new byte[100])[..50], LinkError.FrameTruncated },
        { "unknown kind", RawWire.Encode(200, 0, []), LinkError.UnknownKind },
        { "kind zero", RawWire.Encode(0, 0, []), LinkError.UnknownKind },
        { "text of HTTP", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), LinkError.FrameTooLarge },
    };

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task AfterTheHandshake_ClosesThatLinkByName(string what, byte[] bytes, LinkError error)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, Options);
        await using var good = await host.DialAsync(new RecordingHandler(), Options);
        await acceptor.OpenedAsync();
        using (var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint))
        {
            await acceptor.OpenedAsync();
            await wire.SendBytesAsync(bytes);
            Assert.True(error == await wire.ReceiveEndAsync(), what);
            Assert.Equal(error, (await acceptor.ClosedAsync()).Error);
        }

        good.Send(FrameKind.CloseSession, 7, default);
        Assert.Equal(7ul, (await acceptor.FrameAsync()).Correlation);
        Assert.False(acceptor.HasMoreFrames);
    }

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task BeforeTheHandshake_IsRefusedByName(string what, byte[] bytes, LinkError error)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, Options);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        await wire.SendBytesAsync(bytes);
        Assert.True(error == await wire.ReceiveEndAsync(), what);
        await using var good = await host.DialAsync(new RecordingHandler(), Options);
        Assert.True(good.IsOpen);
    }

    [Theory]
    [InlineData(FrameKind.StageForward)]
    [InlineData(FrameKind.Command)]
    [InlineData(FrameKind.Ping)]
    [InlineData(FrameKind.Welcome)]
    public async Task AnotherFrameThanHello_IsOutOfOrder(FrameKind kind)
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), Options);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        await wire.SendAsync(kind, new byte[8]);
        Assert.Equal(LinkError.OutOfOrder, await wire.ReceiveEndAsync());
    }

    [Fact]
    public async Task FrameBehindHelloInOneMessage_IsOutOfOrder()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), Options);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        await wire.SendBytesAsync([.. RawWire.Encode((byte)FrameKind.Hello, 0, new RawHandshake(_identity).Hello()), .. RawWire.Encode((byte)FrameKind.CloseSession, 1, [])]);
        Assert.Equal(LinkError.OutOfOrder, await wire.ReceiveEndAsync());
    }

    [Theory]
    [InlineData(LinkRole.Member, FrameKind.Hello)]
    [InlineData(LinkRole.Member, FrameKind.Draft)]
    [InlineData(LinkRole.Member, FrameKind.Command)]
    [InlineData(LinkRole.Scout, FrameKind.StageForward)]
    [InlineData(LinkRole.Scout, FrameKind.Verdict)]
    [InlineData(LinkRole.Node, FrameKind.Command)]
    [InlineData(LinkRole.Node, FrameKind.StageForward)]
    public async Task KindThatTheRoleMayNotSend_IsOutOfOrder(LinkRole role, FrameKind kind)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, Options);
        using var wire = await new RawHandshake(_identity, role).DialAsync(host.Endpoint);
        await wire.SendAsync(kind, []);
        Assert.Equal(LinkError.OutOfOrder, await wire.ReceiveEndAsync());
        Assert.False(acceptor.HasMoreFrames);
    }

    [Fact]
    public async Task SilenceInPlaceOfHello_TimesOutAndIsTold()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), Options with { HandshakeTimeout = TimeSpan.FromMilliseconds(150) });
        using var wire = await RawWire.DialAsync(host.Endpoint);
        Assert.Equal(LinkError.HandshakeTimeout, await wire.ReceiveEndAsync());
    }

    [Fact]
    public async Task TextMessage_IsMalformed()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), Options);
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        await wire.SendBytesAsync(RawWire.Encode((byte)FrameKind.CloseSession, 1, []), type: WebSocketMessageType.Text);
        Assert.Equal(LinkError.Malformed, await wire.ReceiveEndAsync());
    }

    [Fact]
    public async Task FrameInManyWebSocketPieces_Arrives()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor, Options);
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        var bytes = RawWire.Encode((byte)FrameKind.StageForward, 5, [1, 2, 3]);
        for (var i = 0; i < bytes.Length; i++)
            await wire.SendBytesAsync([bytes[i]], endOfMessage: i == bytes.Length - 1);
        Assert.Equal([1, 2, 3], (await acceptor.FrameAsync()).Payload);
    }

    [Fact]
    public async Task FloodOfBadLinks_WritesFewLogLines()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), Options);
        for (var i = 0; i < 30; i++)
        {
            using var wire = await RawWire.DialAsync(host.Endpoint);
            await wire.SendAsync(FrameKind.Ping, []);
            Assert.Equal(LinkError.OutOfOrder, await wire.ReceiveEndAsync());
        }

        Assert.InRange(host.Log.Lines.Count, 1, 15); // five at once for an address, refilled every ten seconds
    }

    public ValueTask DisposeAsync()
    {
        _identity.Dispose();
        return ValueTask.CompletedTask;
    }
}
