using FarAi.Core.Nodes;
using FarAi.Grains.Regions;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Nodes;

public sealed class NodeConnectionTests
{
    [Fact]
    public async Task Scout_IsToldItsDraftModelAndAnnounced()
    {
        await using var cluster = await GridCluster.Start();
        var scout = await new FakeNode(cluster.Grains, "s", SwarmLayer.Scout).Join();

        Assert.Equal(GridCluster.Model.Draft, (await scout.Next<LoadDraft>()).Model);
        await Eventually.Is(
            cluster.Grains.GetGrain<IRegionGrain>("local").GetStatus, r => r.Nodes.Any(n => n.DraftModel == "far-tiny/draft"), "the scout has its draft model");
    }

    [Fact]
    public async Task SecondConnectionWithTheSameKey_ReplacesTheFirst()
    {
        await using var cluster = await GridCluster.Start();
        var first = await new FakeNode(cluster.Grains, "n", SwarmLayer.Ranger).Join();
        var second = await new FakeNode(cluster.Grains, "n", SwarmLayer.Ranger).Join();

        Assert.Contains("took over", await first.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10)), StringComparison.Ordinal);
        Assert.True(second.Connection > first.Connection);
        await first.Leave();
        Assert.True((await second.Grain.GetStatus()).Connected);
    }

    [Fact]
    public async Task SilentNode_IsClosedAndForgotten()
    {
        await using var cluster = await GridCluster.Start(o => o.Heartbeat = TimeSpan.FromMilliseconds(100));
        var node = await new FakeNode(cluster.Grains, "n", SwarmLayer.Ranger).Join();

        Assert.Contains("no heartbeat", await node.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10)), StringComparison.Ordinal);
        await Eventually.Is(cluster.Grains.GetGrain<IRegionGrain>("local").GetStatus, r => r.Nodes.Count == 0, "the region forgot the node");
        Assert.False(await node.Grain.Send(new UnloadShard(new Core.Identity.TriadId("t"))));
    }

    [Fact]
    public async Task LeavingNode_IsForgottenAtOnce()
    {
        await using var cluster = await GridCluster.Start();
        var node = await new FakeNode(cluster.Grains, "n", SwarmLayer.Ranger).Join();
        await node.Report(new NodeLeaving("SIGTERM"));

        await Eventually.Is(node.Grain.GetStatus, s => !s.Connected, "the node is not connected");
    }
}
