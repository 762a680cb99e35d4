using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>A dialler that lies: every field of the transcript is bound, and no proof serves twice.</summary>
public sealed class TamperedHandshakeTests : IAsyncDisposable
{
    private readonly RecordingHandler _acceptor = new();
    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();

    [Theory]
    [InlineData("version", 0, LinkError.ProtocolVersion)]
    [InlineData("role", 2, LinkError.EnrolmentToken)]
    [InlineData("scope", 6, LinkError.UnknownScope)]
    [InlineData("key's type", RawHandshake.KeyOffset + 5, LinkError.Signature)]
    [InlineData("key's point", RawHandshake.NonceOffset - 1, LinkError.EnrolmentToken)]
    [InlineData("nonce", RawHandshake.NonceOffset, LinkError.EnrolmentToken)]
    [InlineData("nonce's end", RawHandshake.NonceOffset + 31, LinkError.EnrolmentToken)]
    public async Task HelloChangedOnTheWay_IsRefused(string field, int offset, LinkError expected)
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        var raw = new RawHandshake(_identity);
        var hello = raw.Hello();
        var changed = hello.ToArray();
        changed[offset] ^= 1; // of role Member (2) this makes Scout (3)
        await wire.SendAsync(FrameKind.Hello, changed);
        var answer = Assert.Single(await wire.ReceiveAsync());
        LinkError error;
        if (answer.Kind == FrameKind.Challenge)
        {
            await wire.SendAsync(FrameKind.Proof, raw.Prove(hello, answer.Payload));
            error = await wire.ReceiveEndAsync();
        }
        else
        {
            Assert.Equal(FrameKind.Refused, answer.Kind);
            error = (LinkError)BitConverter.ToUInt16(answer.Payload);
        }

        Assert.True(expected == error, $"{field}: {error}");
        Assert.Contains(host.Log.Lines, line => line.Contains(expected.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2 + 90)]
    [InlineData(2 + 91)]
    public async Task ChallengeChangedOnTheWay_IsRefused(int offset)
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        var raw = new RawHandshake(_identity);
        var hello = raw.Hello();
        await wire.SendAsync(FrameKind.Hello, hello);
        var challenge = await wire.ReceiveAsync(FrameKind.Challenge);
        challenge[offset] ^= 1;
        await wire.SendAsync(FrameKind.Proof, raw.Prove(hello, challenge));
        Assert.Equal(LinkError.EnrolmentToken, await wire.ReceiveEndAsync());
    }

    [Fact]
    public async Task UnchangedRawHandshake_Succeeds()
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var wire = await new RawHandshake(_identity).DialAsync(host.Endpoint);
        Assert.Equal(_identity.Id, (await _acceptor.OpenedAsync()).Peer);
    }

    [Fact]
    public async Task ReplayedHelloAndProof_AreRefused()
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        var raw = new RawHandshake(_identity);
        var hello = raw.Hello();
        byte[] proof;
        using (var first = await RawWire.DialAsync(host.Endpoint))
        {
            await first.SendAsync(FrameKind.Hello, hello);
            proof = raw.Prove(hello, await first.ReceiveAsync(FrameKind.Challenge));
            await first.SendAsync(FrameKind.Proof, proof);
            await first.ReceiveAsync(FrameKind.Welcome);
        }

        using var second = await RawWire.DialAsync(host.Endpoint);
        await second.SendAsync(FrameKind.Hello, hello);
        await second.ReceiveAsync(FrameKind.Challenge);
        await second.SendAsync(FrameKind.Proof, proof);
        Assert.Equal(LinkError.EnrolmentToken, await second.ReceiveEndAsync());
    }

    [Fact]
    public async Task SignedWithAnotherKey_IsRefused()
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var thief = NodeIdentity.CreateEphemeral();
        using var wire = await RawWire.DialAsync(host.Endpoint);
        var hello = new RawHandshake(_identity).Hello();
        await wire.SendAsync(FrameKind.Hello, hello);
        var challenge = await wire.ReceiveAsync(FrameKind.Challenge);
        await wire.SendAsync(FrameKind.Proof, new RawHandshake(thief).Prove(hello, challenge)); // knows the secret, lacks the key
        Assert.Equal(LinkError.Signature, await wire.ReceiveEndAsync());
    }

    [Fact]
    public async Task PointOffTheCurve_IsRefusedAndHarmsNobody()
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        var raw = new RawHandshake(_identity);
        var hello = raw.Hello();
        hello[RawHandshake.NonceOffset - 1] ^= 1;
        await wire.SendAsync(FrameKind.Hello, hello);
        var challenge = await wire.ReceiveAsync(FrameKind.Challenge);
        await wire.SendAsync(FrameKind.Proof, raw.Prove(hello, challenge));
        Assert.Equal(LinkError.Signature, await wire.ReceiveEndAsync());
    }

    [Theory]
    [InlineData(95)]
    [InlineData(97)]
    [InlineData(0)]
    public async Task ProofOfWrongLength_IsMalformed(int bytes)
    {
        await using var host = await LinkHost.StartAsync(_acceptor);
        using var wire = await RawWire.DialAsync(host.Endpoint);
        await wire.SendAsync(FrameKind.Hello, new RawHandshake(_identity).Hello());
        await wire.ReceiveAsync(FrameKind.Challenge);
        await wire.SendAsync(FrameKind.Proof, new byte[bytes]);
        Assert.Equal(LinkError.Malformed, await wire.ReceiveEndAsync());
    }

    public ValueTask DisposeAsync()
    {
        _identity.Dispose();
        return ValueTask.CompletedTask;
    }
}
