using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>An acceptor that lies to an honest dialler.</summary>
public sealed class RogueAcceptorTests
{
    private static readonly LinkOptions Calm = new() { CloseTimeout = TimeSpan.FromMilliseconds(100) };
    private static readonly LinkOptions Hasty = Calm with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task ReflectsTheDiallersOwnProof_IsRefused() => Assert.Equal(LinkError.EnrolmentToken, await DialAsync(async (server, wire) =>
    {
        await wire.ReceiveAsync(FrameKind.Hello);
        await wire.SendAsync(FrameKind.Challenge, RawHandshake.Challenge(server.Identity));
        await wire.SendAsync(FrameKind.Welcome, await wire.ReceiveAsync(FrameKind.Proof));
    }));

    [Fact]
    public async Task DoesNotKnowTheSecret_IsRefused() => Assert.Equal(LinkError.EnrolmentToken, await DialAsync(async (server, wire) =>
    {
        var hello = await wire.ReceiveAsync(FrameKind.Hello);
        var challenge = RawHandshake.Challenge(server.Identity);
        await wire.SendAsync(FrameKind.Challenge, challenge);
        await wire.ReceiveAsync(FrameKind.Proof);
        await wire.SendAsync(FrameKind.Welcome, new RawHandshake(server.Identity, secret: "guess").Prove(hello, challenge, dialler: false));
    }));

    [Fact]
    public async Task ClaimsAKeyThatItLacks_IsRefused() => Assert.Equal(LinkError.Signature, await DialAsync(async (server, wire) =>
    {
        using var owner = NodeIdentity.CreateEphemeral();
        var hello = await wire.ReceiveAsync(FrameKind.Hello);
        var challenge = RawHandshake.Challenge(owner);
        await wire.SendAsync(FrameKind.Challenge, challenge);
        await wire.ReceiveAsync(FrameKind.Proof);
        await wire.SendAsync(FrameKind.Welcome, new RawHandshake(server.Identity).Prove(hello, challenge, dialler: false));
    }));

    [Fact]
    public async Task SpeaksAnotherVersion_IsRefused() => Assert.Equal(LinkError.ProtocolVersion, await DialAsync(async (server, wire) =>
    {
        await wire.ReceiveAsync(FrameKind.Hello);
        await wire.SendAsync(FrameKind.Challenge, RawHandshake.Challenge(server.Identity, version: 2));
        Assert.Equal(LinkError.ProtocolVersion, await wire.ReceiveEndAsync());
    }));

    [Fact]
    public async Task SaysNothing_TimesOut() => Assert.Equal(LinkError.HandshakeTimeout, await DialAsync((_, _) => Task.CompletedTask, Hasty));

    [Fact]
    public async Task DripsBytes_TimesOutAllTheSame() => Assert.Equal(LinkError.HandshakeTimeout, await DialAsync(
        async (_, wire) =>
        {
            await wire.ReceiveAsync(FrameKind.Hello);
            await wire.SendBytesAsync([1], endOfMessage: false);
            await wire.SendBytesAsync([1], endOfMessage: false);
        },
        Hasty));

    [Fact]
    public async Task SendsAHugeFrame_IsRefusedBeforeItIsRead() => Assert.Equal(LinkError.FrameTooLarge, await DialAsync(
        (_, wire) => wire.SendBytesAsync([0, 0, 0, 1], endOfMessage: false)));

    private static async Task<LinkError> DialAsync(Func<RogueServer, RawWire, Task> script, LinkOptions? options = null)
    {
        await using var server = await RogueServer.StartAsync(script);
        using var identity = NodeIdentity.CreateEphemeral();
        var refusal = await Assert.ThrowsAsync<LinkException>(() => LinkClient.ConnectAsync(
            server.Endpoint, identity, new LinkCredentials(LinkRole.Member, "t-1", LinkHost.Token), new RecordingHandler(), options ?? Calm)).WaitAsync(Patience.Most);
        return refusal.Error;
    }
}
