using FarAi.Cluster;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.EndToEnd.Fixture;
using FarAi.Grains.Shards;
using FarAi.Inference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.EndToEnd.Cluster;

/// <summary>A trusted operator's machine joins the cluster itself; calls for its shard find it.</summary>
public sealed class ShardSiloTests
{
    [Fact]
    public async Task CallsForAShard_RunOnTheSiloThatHoldsIt_AndNowhereElse()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var grid = await ClusterGrid.StartAsync(silos: 1);
        using var client = await ClientAsync(grid.Database.Connection);
        var model = Path.Combine(ClusterGrid.ModelFolder, "target");
        using var whole = LlamaShard.LoadWhole(model);
        var cut = new LayerRange(0, 2);
        var key = ShardStore.KeyOf("far-tiny", cut);
        var input = new ShardInput(new SessionId(1), 0, [1, 5, 9], default);

        var absent = await Assert.ThrowsAnyAsync<Exception>(() => Worker(client, key).Forward(input));
        Assert.Contains($"no GPU silo of the cluster holds shard {key}", absent.Message, StringComparison.Ordinal);

        using var gpu = grid.Start("node", "--join-cluster", "--model", model, "--layers", "0..2", "--silo-name", "gpu-1");
        await grid.PrintsAsync(gpu, $"gpu silo with shard {key}");
        // One after the other: two that compile at once on a small machine are too slow for the probes that admit them.
        using var tail = grid.Start("node", "--join-cluster", "--model", model, "--layers", $"2..{whole.Config.Layers}", "--silo-name", "gpu-2");
        await grid.PrintsAsync(tail, "gpu silo with shard");
        ShardResult? answer = null;
        await Eventually.IsAsync(
            async () =>
            {
                // The silos exchange what they hold a moment after they have joined.
                try
                {
                    answer = await Worker(client, key).Forward(input);
                    return true;
                }
                catch (Exception exception) when (exception.Message.Contains("no GPU silo", StringComparison.Ordinal))
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20),
            () => gpu.Error);

        using var shard = LlamaShard.Load(model, cut);
        var expected = new float[input.Tokens.Count * whole.Config.HiddenSize];
        shard.Embed([.. input.Tokens], expected);
        shard.Forward([new Segment(shard.CreateCache(), 0, input.Tokens.Count)], expected);
        Assert.Equal(expected, answer!.Hidden.ToArray());
        var unknown = await Assert.ThrowsAnyAsync<Exception>(() => Worker(client, "far-tiny@7..8").Forward(input));
        Assert.Contains(key, unknown.Message, StringComparison.Ordinal);

        Signals.Send("TERM", gpu.Id);
        Assert.Equal(ExitCodes.Success, await gpu.ExitAsync(TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAnyAsync<Exception>(() => Worker(client, key).Forward(input));
    }

    private static IShardWorkerGrain Worker(IHost client, string key) => client.Services.GetRequiredService<IClusterClient>().GetGrain<IShardWorkerGrain>(key);

    private static async Task<IHost> ClientAsync(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        ClusterHosting.AddClient(builder, new ClusterSettings { Clustering = ClusteringKind.AdoNet, Connection = connection });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
