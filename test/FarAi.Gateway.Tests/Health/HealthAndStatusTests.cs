using System.Text.Json;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Triads;
using FarAi.Gateway.Status;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;

namespace FarAi.Gateway.Tests.Health;

public sealed class HealthAndStatusTests : IAsyncLifetime
{
    private static readonly PeerAddress Peer = new(new NodeId("aa11"), new Uri("ws://127.0.0.1:9000/peer"));

    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync(o =>
    {
        o.ReadinessCache = TimeSpan.Zero;
        o.StatusTimeout = TimeSpan.FromMilliseconds(200);
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Live_WithoutAnyNode() => Assert.Equal("""{"status":"live"}""", await _host.Client.GetStringAsync("/health/live"));

    [Fact]
    public async Task Ready_WhenATriadOfAServedModelIsReady()
    {
        Region([Triad(TriadPhase.Forming, "other triad"), Triad(TriadPhase.Ready, null)]);
        Assert.Equal("""{"status":"ready"}""", await _host.Client.GetStringAsync("/health/ready"));
    }

    [Theory]
    [InlineData("forming", "t-9 is forming (loading)")]
    [InlineData("waiting", "t-9 is waiting for a member (tail lost)")]
    [InlineData("other model", "no triad has formed yet from 1 connected nodes")]
    [InlineData("no node", "no node has joined yet")]
    [InlineData("silent", "does not answer")]
    [InlineData("throws", "does not answer")]
    public async Task NotReady_SaysWhy(string state, string reason)
    {
        switch (state)
        {
            case "forming": Region([Triad(TriadPhase.Forming, "loading")]); break;
            case "waiting": Region([Triad(TriadPhase.Waiting, "tail lost")]); break;
            case "other model": Region([Triad(TriadPhase.Ready, null) with { Model = "unknown" }], nodes: 1); break;
            case "silent": _host.Grid.Region.OnStatus = () => new TaskCompletionSource<RegionStatus>().Task; break;
            case "throws": _host.Grid.Region.OnStatus = () => Task.FromException<RegionStatus>(new InvalidOperationException("planted")); break;
        }

        using var response = await _host.Client.GetAsync("/health/ready");
        var error = await response.ErrorAsync();
        Assert.Equal((503, "not_ready"), (error.Status, error.Code));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal("1", response.Header("Retry-After"));
    }

    [Fact]
    public async Task Ready_IsAskedOncePerCacheTime()
    {
        await using var host = await GatewayHost.StartAsync(o => o.ReadinessCache = TimeSpan.FromMinutes(1));
        for (var i = 0; i < 5; i++)
            (await host.Client.GetAsync("/health/ready")).Dispose();
        Assert.Equal(1, host.Grid.Region.Asked);
    }

    [Fact]
    public async Task Status_ShowsModelsTriadsAndNodes_AndNoSecret()
    {
        Region([Triad(TriadPhase.Ready, null)], nodes: 1);
        _host.Grid.Node(Peer.Node).Status = new NodeStatus(
            Peer.Node, true, SwarmLayer.Prime, null, new TriadId("t-9"), TriadRole.Head, null, new NodeHeartbeat(1, 2, 3, 4, 5.5, 6, 7), null);
        var json = await _host.Client.GetStringAsync("/farai/v1/status");
        Assert.DoesNotContain("scout-secret", json, StringComparison.Ordinal);
        var status = JsonSerializer.Deserialize(json, GridStatusJson.Default.GridStatus)!;
        Assert.Equal(("local", true, null, 4), (status.Region, status.Ready, status.Problem, status.Sessions));
        Assert.Equal((TinyModel.Id, 1024, 6), (status.Models[0].Id, status.Models[0].Context, status.Models[0].Layers));
        var triad = Assert.Single(status.Triads);
        Assert.Equal((TriadPhase.Ready, 3L, TriadRole.Head), (triad.Phase, triad.Epoch, triad.Members[0].Role));
        var node = Assert.Single(status.Nodes);
        Assert.Equal((Peer.Node, SwarmLayer.Prime, 5.5), (node.Node, node.Layer, node.Heartbeat!.CpuSeconds));
    }

    [Fact]
    public async Task Status_NodeThatDoesNotAnswer_HasItsLineAllTheSame()
    {
        Region([], nodes: 1);
        var status = JsonSerializer.Deserialize(await _host.Client.GetStringAsync("/farai/v1/status"), GridStatusJson.Default.GridStatus)!;
        Assert.Equal("its grain does not answer", Assert.Single(status.Nodes).Problem);
        Assert.False(status.Ready);
    }

    [Fact]
    public async Task Status_RegionThatDoesNotAnswer_Is503()
    {
        _host.Grid.Region.OnStatus = () => Task.FromException<RegionStatus>(new TimeoutException("planted"));
        Assert.Equal(503, (await (await _host.Client.GetAsync("/farai/v1/status")).ErrorAsync()).Status);
    }

    [Theory]
    [InlineData("/v1/models/far-tiny", "far-tiny")]
    [InlineData("/v1/models/org/mute", "org/mute")]
    [InlineData("/v1/models/org%2Fmute", "org/mute")]
    public async Task Model_ById(string path, string id)
    {
        using var document = JsonDocument.Parse(await _host.Client.GetStringAsync(path));
        var model = document.RootElement;
        Assert.Equal((id, "model", "far-ai"), (model.GetProperty("id").GetString(), model.GetProperty("object").GetString(), model.GetProperty("owned_by").GetString()));
        Assert.Equal(TinyModel.Served.Created.ToUnixTimeSeconds(), model.GetProperty("created").GetInt64());
    }

    private static TriadView Triad(TriadPhase phase, string? problem) => new(
        new TriadId("t-9"), TinyModel.Id, phase, 3, [new TriadMember(Peer, TriadRole.Head, new LayerRange(0, 2))], [], "scout-secret", problem);

    private void Region(TriadView[] triads, int nodes = 0) => _host.Grid.Region.OnStatus = () => Task.FromResult(new RegionStatus(
        "local", [.. Enumerable.Repeat(new RegionNode(Peer, SwarmLayer.Prime, 1 << 30, null), nodes)], triads, 4));
}
