using System.Net;
using FarAi.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Peers;

/// <summary>The node's own Kestrel, where other nodes dial in.</summary>
internal sealed class PeerListener : IAsyncDisposable
{
    /// <summary>The path of the link endpoint.</summary>
    public const string Path = "/peer";

    private readonly WebApplication _app;

    private PeerListener(WebApplication app, Uri endpoint) => (_app, Endpoint) = (app, endpoint);

    /// <summary>The address that it listens on.</summary>
    public Uri Endpoint { get; }

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">The address can't be bound.</exception>
    public static async Task<PeerListener> StartAsync(IPEndPoint address, LinkServer server, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });

        // Links' handlers only check, copy and post, so frames may run on the socket's thread: one hop less per token and stage.
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddRouting();
        var app = builder.Build();
        try
        {
            app.MapLink(Path, server);
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new PeerListener(app, new UriBuilder(bound) { Scheme = "ws", Path = Path }.Uri);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }
}
