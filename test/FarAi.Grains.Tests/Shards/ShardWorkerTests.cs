using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Sampling;
using FarAi.Grains.Shards;
using FarAi.Grains.Tests.Fixture;
using FarAi.Inference;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Grains.Tests.Shards;

public sealed class ShardWorkerTests
{
    private static readonly LayerRange[] Cut = [new(0, 2), new(2, 3), new(3, 6)];

    [Fact]
    public async Task ThreeWorkersInAChain_ReproduceTheWholeModel()
    {
        await using var cluster = await StartWithShards();
        var prompt = GridCluster.Model.Tokenizer.Encode("<|im_start|>user\nWhat is a scout?<|im_end|>\n<|im_start|>assistant\n");
        using var whole = LlamaShard.LoadWhole(GridCluster.Bundled("target"));
        var expected = new WholeModelGenerator(whole).Generate(prompt, SamplingParameters.Greedy, 12, []).ToArray();

        var tokens = new List<int>();
        int[] input = prompt;
        for (var position = 0; tokens.Count < 12;)
        {
            var result = await Forward(cluster, new SessionId(5), position, input);
            position += input.Length;
            var logits = result.Logits[^GridCluster.Model.Config.VocabularySize..].ToArray();
            tokens.Add(Array.IndexOf(logits, logits.Max()));
            input = [tokens[^1]];
        }

        Assert.Equal(expected, tokens);
    }

    [Fact]
    public async Task ShardThatTheSiloDoesNotHold_IsNamed()
    {
        await using var cluster = await StartWithShards();

        var error = await Assert.ThrowsAsync<KeyNotFoundException>(() =>
            cluster.Grains.GetGrain<IShardWorkerGrain>("other@0..1").Forward(new ShardInput(new SessionId(1), 0, [1], default)));

        Assert.Contains("other@0..1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsThatLeaveAGap_AreRefused()
    {
        await using var cluster = await StartWithShards();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            cluster.Grains.GetGrain<IShardWorkerGrain>(ShardStore.KeyOf("far-tiny", Cut[0])).Forward(new ShardInput(new SessionId(1), 4, [1], default)));
    }

    private static async Task<ShardResult> Forward(GridCluster cluster, SessionId session, int position, int[] tokens)
    {
        var result = new ShardResult(default, default);
        foreach (var range in Cut)
        {
            result = await cluster.Grains.GetGrain<IShardWorkerGrain>(ShardStore.KeyOf("far-tiny", range))
                .Forward(new ShardInput(session, position, tokens, result.Hidden));
        }

        return result;
    }

    private static Task<GridCluster> StartWithShards() => GridCluster.Start(silo: silo =>
    {
        var store = new ShardStore();
        foreach (var range in Cut)
            store.Add("far-tiny", LlamaShard.Load(GridCluster.Bundled("target"), range));
        silo.Services.AddSingleton(store);
    });
}
