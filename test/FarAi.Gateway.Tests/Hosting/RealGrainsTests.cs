#if !GRAINHOST_ORLEANS // the in-process host only: the end-to-end tests run the gateway on both
using System.Text.Json;
using FarAi.Core.Nodes;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Status;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Gateway.Tests.Nodes;
using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;

namespace FarAi.Gateway.Tests.Hosting;

/// <summary>The gateway over the grains themselves, and nodes that are real on the wire but hold no model.</summary>
public sealed class RealGrainsTests : IAsyncLifetime
{
    private const string Story = "Once upon a time there was a scout. The end";

    private readonly int[] _tokens = [.. TinyModel.Served.Tokenizer.Encode(Story), TinyModel.Served.Config.EndTokens[0]];
    private readonly List<ToyPrime> _nodes = [];
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.UseOrleans(silo => silo.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage));
        builder.Services.AddFarAiGrains(new ModelCatalog([TinyModel.Served]));
        builder.Services.AddFarAiGateway(o =>
        {
            o.EnrolmentToken = LinkedNode.Token;
            o.ReadinessCache = TimeSpan.Zero;
        });
        _app = builder.Build();
        _app.MapFarAiGateway();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task WithoutNodes_RequestsAreRefusedWithTheReason()
    {
        var error = await (await _client.PostAsync(GatewayHost.Chat, GatewayHost.Json(GatewayHost.Hi))).ErrorAsync();
        Assert.Equal(503, error.Status);
        Assert.Contains("no triad serves this model yet", error.Message, StringComparison.Ordinal);
        Assert.Equal(503, (int)(await _client.GetAsync("/health/ready")).StatusCode);
    }

    [Fact]
    public async Task ThreePrimes_ServeAStreamAndAWholeAnswer()
    {
        await StartTriadAsync();
        using var whole = await _client.PostAsync(GatewayHost.Chat, GatewayHost.Json("""{"model":"far-tiny","messages":[{"role":"user","content":"Hi"}]}"""));
        var text = await whole.Content.ReadAsStringAsync();
        Assert.True(whole.IsSuccessStatusCode, text);
        using var document = JsonDocument.Parse(text);
        var choice = document.RootElement.GetProperty("choices")[0];
        Assert.Equal((Story, "stop"), (choice.GetProperty("message").GetProperty("content").GetString(), choice.GetProperty("finish_reason").GetString()));
        Assert.Equal(_tokens.Length, document.RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Contains("scout=none; accepted=", whole.Header("x-farai-route"), StringComparison.Ordinal);

        using var stream = await _client.PostAsync(GatewayHost.Text, GatewayHost.Json("""{"model":"far-tiny","prompt":"Hi","stream":true,"max_tokens":3}"""));
        var events = await stream.Content.ReadAsStringAsync();
        Assert.Contains("\"finish_reason\":\"length\"", events, StringComparison.Ordinal);
        Assert.Contains($"id: {stream.Header("x-farai-session")}:4\n", events, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", events, StringComparison.Ordinal);

        using var stopped = await _client.PostAsync(GatewayHost.Text, GatewayHost.Json("""{"model":"far-tiny","prompt":"Hi","stop":" scout"}"""));
        Assert.Contains("\"text\":\"Once upon a time there was a\"", await stopped.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ShowsWhoJoined()
    {
        await StartTriadAsync();
        var status = JsonSerializer.Deserialize(await _client.GetStringAsync("/farai/v1/status"), GridStatusJson.Default.GridStatus)!;
        Assert.True(status.Ready);
        Assert.Equal(3, status.Nodes.Count);
        Assert.All(status.Nodes, n => Assert.Equal((true, SwarmLayer.Prime, "test"), (n.Connected, n.Layer, n.Fingerprint!.CpuModel)));
        Assert.Equal(3, Assert.Single(status.Triads, t => t.Model == TinyModel.Id).Members.Count);
    }

    private async Task StartTriadAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            _nodes.Add(new ToyPrime(_tokens, _nodes));
            await _nodes[i].JoinAsync(_client.BaseAddress!);
        }

        while (!(await _client.GetAsync("/health/ready")).IsSuccessStatusCode)
            await Task.Yield();
    }
}
#endif
