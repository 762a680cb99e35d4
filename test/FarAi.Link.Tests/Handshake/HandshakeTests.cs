using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>Who gets a link and who doesn't, between this library's own two sides.</summary>
public sealed class HandshakeTests
{
    [Theory]
    [InlineData(LinkRole.Node)]
    [InlineData(LinkRole.Member)]
    [InlineData(LinkRole.Scout)]
    public async Task RightSecret_BothSidesKnowEachOther(LinkRole role)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        using var identity = NodeIdentity.CreateEphemeral();
        await using var link = await host.DialAsync(new RecordingHandler(), role: role, identity: identity);
        var accepted = await acceptor.OpenedAsync();
        Assert.Equal((host.Identity.Id, role, "t-1", false), (link.Peer, link.Role, link.Scope, link.IsAcceptor));
        Assert.Equal((identity.Id, role, "t-1", true), (accepted.Peer, accepted.Role, accepted.Scope, accepted.IsAcceptor));
    }

    [Theory]
    [InlineData("t-1", "guess", LinkError.EnrolmentToken)]
    [InlineData("t-1", LinkHost.Token + " ", LinkError.EnrolmentToken)]
    [InlineData("t-2", LinkHost.Token, LinkError.UnknownScope)]
    [InlineData("", LinkHost.Token, LinkError.UnknownScope)]
    public async Task WrongScopeOrSecret_IsRefusedByName(string scope, string secret, LinkError error)
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        using var identity = NodeIdentity.CreateEphemeral();
        var refusal = await Assert.ThrowsAsync<LinkException>(() => LinkClient.ConnectAsync(
            host.Endpoint, identity, new LinkCredentials(LinkRole.Member, scope, secret), new RecordingHandler(), new LinkOptions()));
        Assert.Equal(error, refusal.Error);
        Assert.Contains(host.Log.Lines, line => line.Contains(error.ToString(), StringComparison.Ordinal));
        await using var next = await host.DialAsync(new RecordingHandler());
        Assert.Equal(next.Peer, host.Identity.Id);
        await acceptor.OpenedAsync();
        Assert.True(next.IsOpen);
    }

    [Fact]
    public async Task SecretOfAnotherRole_IsRefused()
    {
        await using var host = await LinkHost.StartAsync(
            new RecordingHandler(), secrets: hello => LinkCredentials.SecretOf(hello.Role == LinkRole.Scout ? "scouts" : LinkHost.Token));
        var refusal = await Assert.ThrowsAsync<LinkException>(() => host.DialAsync(new RecordingHandler(), role: LinkRole.Scout));
        Assert.Equal(LinkError.EnrolmentToken, refusal.Error);
        Assert.True(refusal.IsPermanent);
    }

    [Fact]
    public async Task AnotherNodeAnswers_DiallerRefusesAndTellsIt()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler());
        using var identity = NodeIdentity.CreateEphemeral();
        var credentials = new LinkCredentials(LinkRole.Member, "t-1", LinkHost.Token, identity.Id);
        var refusal = await Assert.ThrowsAsync<LinkException>(
            () => LinkClient.ConnectAsync(host.Endpoint, identity, credentials, new RecordingHandler(), new LinkOptions()));
        Assert.Equal(LinkError.UnexpectedPeer, refusal.Error);
        Assert.Contains(host.Log.Lines, line => line.Contains("UnexpectedPeer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmptySecretOnTheServer_AdmitsNobody()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), secrets: _ => []);
        var refusal = await Assert.ThrowsAsync<LinkException>(() => host.DialAsync(new RecordingHandler()));
        Assert.Equal(LinkError.UnknownScope, refusal.Error);
    }

    [Fact]
    public async Task NothingListens_Unreachable()
    {
        Uri endpoint;
        await using (var host = await LinkHost.StartAsync(new RecordingHandler()))
            endpoint = host.Endpoint;
        using var identity = NodeIdentity.CreateEphemeral();
        var refusal = await Assert.ThrowsAsync<LinkException>(() => LinkClient.ConnectAsync(
            endpoint, identity, new LinkCredentials(LinkRole.Node, "", LinkHost.Token), new RecordingHandler(), new LinkOptions()));
        Assert.Equal(LinkError.Unreachable, refusal.Error);
    }

    [Fact]
    public async Task OrdinaryHttpRequest_IsAnsweredPlainly()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler());
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(host.Endpoint.ToString().Replace("ws://", "http://", StringComparison.Ordinal)));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task TooManyHandshakes_TheNextIsTurnedAway()
    {
        await using var host = await LinkHost.StartAsync(new RecordingHandler(), new LinkOptions { MaxPendingHandshakes = 1 });
        using (var silent = await RawWire.DialAsync(host.Endpoint))
        {
            var refusal = await Assert.ThrowsAsync<LinkException>(() => host.DialAsync(new RecordingHandler()));
            Assert.Equal(LinkError.Unreachable, refusal.Error);
            Assert.Contains(host.Log.Lines, line => line.Contains("Busy", StringComparison.Ordinal));
        }
    }
}
