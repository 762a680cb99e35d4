using System.Net.Http.Headers;
using System.Text;
using FarAi.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>The gateway on Kestrel, on a free port of the loopback interface, over a fake grid.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Chat = "/v1/chat/completions";
    public const string Text = "/v1/completions";
    public const string Hi = """{"model":"far-tiny","messages":[{"role":"user","content":"Hi"}]}""";
    public const string HiStream = """{"model":"far-tiny","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, FakeGrid grid)
    {
        (_app, Grid) = (app, grid);
        Address = new Uri(app.Urls.Single());
        // A test that drops a response means it: no draining first.
        Client = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public FakeGrid Grid { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GatewayHost> StartAsync(Action<GatewayOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var grid = new FakeGrid();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(TinyModel.Catalog);
        builder.Services.AddSingleton<IClusterClient>(grid);
        builder.Services.AddFarAiGateway(o =>
        {
            o.ReadBackOff = TimeSpan.Zero;
            configure?.Invoke(o);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapFarAiGateway();
        await app.StartAsync();
        return new GatewayHost(app, grid);
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public Task<HttpResponseMessage> PostAsync(string path, string body) => Client.PostAsync(path, Json(body));

    public async Task<HttpResponseMessage> PostBytesAsync(string path, byte[] body, string? type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return await Client.PostAsync(path, content);
    }

    /// <summary>Sends a request and returns once the headers are there.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string body, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
