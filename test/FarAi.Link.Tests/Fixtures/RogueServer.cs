using FarAi.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace FarAi.Link.Tests;

/// <summary>A WebSocket server that follows a test's script instead of the protocol.</summary>
internal sealed class RogueServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stop = new();

    private RogueServer(WebApplication application) => _application = application;

    public NodeIdentity Identity { get; } = NodeIdentity.CreateEphemeral();

    public Uri Endpoint => new(_application.Urls.Single().Replace("http://", "ws://", StringComparison.Ordinal));

    public static async Task<RogueServer> StartAsync(Func<RogueServer, RawWire, Task> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new RogueServer(application);
        application.UseWebSockets();
        application.Run(async context =>
        {
            using var wire = new RawWire(await context.WebSockets.AcceptWebSocketAsync());
            await script(server, wire);
            await Task.Delay(Timeout.Infinite, server._stop.Token).ContinueWith(_ => { }, TaskScheduler.Default); // stay, silent, until the test ends
        });
        await application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _application.DisposeAsync();
        Identity.Dispose();
        _stop.Dispose();
    }
}
