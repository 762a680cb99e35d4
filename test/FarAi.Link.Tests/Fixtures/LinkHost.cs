using FarAi.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FarAi.Link.Tests;

/// <summary>A real Kestrel server with one link endpoint on a free loopback port.</summary>
internal sealed class LinkHost : IAsyncDisposable
{
    public const string Token = "correct horse battery staple";

    private readonly WebApplication _application;

    private LinkHost(WebApplication application, NodeIdentity identity, RecordedLog log)
    {
        _application = application;
        Identity = identity;
        Log = log;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Endpoint = new Uri(address.Replace("http://", "ws://", StringComparison.Ordinal) + "/link");
    }

    public NodeIdentity Identity { get; }

    public Uri Endpoint { get; }

    public RecordedLog Log { get; }

    public static async Task<LinkHost> StartAsync(ILinkHandler handler, LinkOptions? options = null, Func<LinkHello, byte[]?>? secrets = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var identity = NodeIdentity.CreateEphemeral();
        var log = new RecordedLog();
        application.MapLink("/link", new LinkServer(identity, secrets ?? Secrets, handler, options, log));
        await application.StartAsync();
        return new LinkHost(application, identity, log);
    }

    public Task<LinkConnection> DialAsync(ILinkHandler handler, LinkOptions? options = null, LinkRole role = LinkRole.Member, NodeIdentity? identity = null) =>
        LinkClient.ConnectAsync(
            Endpoint, identity ?? NodeIdentity.CreateEphemeral(), new LinkCredentials(role, "t-1", Token, Identity.Id), handler, options ?? new LinkOptions());

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        Identity.Dispose();
    }

    private static byte[]? Secrets(LinkHello hello) => hello.Scope == "t-1" ? LinkCredentials.SecretOf(Token) : null;
}
