using FarAi.Core.Models;

namespace FarAi.Inference.Tests.Transformer;

/// <summary>Calls that can't be right are refused before they touch a cache.</summary>
public sealed class ShardMisuseTests : IDisposable
{
    private readonly LlamaShard _head = LlamaShard.Load(GoldenModels.Target, new LayerRange(0, 2));
    private readonly LlamaShard _tail = LlamaShard.Load(GoldenModels.Target, new LayerRange(4, 6));

    public void Dispose()
    {
        _head.Dispose();
        _tail.Dispose();
    }

    [Fact]
    public void WrongSegments_AreRefused()
    {
        KeyValueCache cache = _head.CreateCache();
        float[] row = new float[256];
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(_tail.CreateCache(), 0, 1)], row));
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(cache, 1, 1)], row));
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(cache, -1, 1)], row));
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(cache, 0, 2)], row));
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(cache, 0, 1025)], new float[1025 * 256]));
        Assert.Throws<ArgumentException>(() => _head.Forward([new Segment(cache, 0, 1), new Segment(cache, 0, 1)], new float[512]));
        Assert.Equal(0, cache.Length);
    }

    [Fact]
    public void WrongRole_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => _tail.Embed([1], new float[256]));
        Assert.Throws<InvalidOperationException>(() => _head.Logits(new float[256], new float[2048]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _head.Embed([2048], new float[256]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _head.Embed([-1], new float[256]));
        Assert.Throws<ArgumentException>(() => _tail.Logits(new float[255], new float[2048]));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(5, 7)]
    public void LayersBeyondTheModel_AreRefused(int start, int end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LlamaShard.Load(GoldenModels.Target, new LayerRange(start, end)));

    [Fact]
    public void Disposed_RefusesToCompute()
    {
        var shard = LlamaShard.LoadWhole(GoldenModels.Draft);
        KeyValueCache cache = shard.CreateCache();
        shard.Dispose();
        shard.Dispose();
        Assert.Throws<ObjectDisposedException>(() => shard.Forward([new Segment(cache, 0, 1)], new float[128]));
    }

    [Fact]
    public void Shards_ShareOutTheWeights()
    {
        using var whole = LlamaShard.LoadWhole(GoldenModels.Target);
        using var middle = LlamaShard.Load(GoldenModels.Target, new LayerRange(2, 4));
        const long embedding = 2048 * 256 * 2;

        // Tied: a lone model holds the embedding once, a head and a tail hold it each.
        Assert.Equal(whole.WeightBytes + embedding, _head.WeightBytes + middle.WeightBytes + _tail.WeightBytes);
        Assert.Equal(4_951_296 * 2, whole.WeightBytes);
    }

    [Fact]
    public void Cache_GrowsByBlocksAndKeepsThem()
    {
        KeyValueCache cache = _head.CreateCache();
        Assert.Equal(0, cache.Bytes);
        _head.Forward([new Segment(cache, 0, 33)], new float[33 * 256]);
        Assert.Equal(2 * 32 * 2 * 2 * 128 * sizeof(float), cache.Bytes);
        cache.Truncate(1);
        Assert.Equal(1, cache.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Truncate(2));
    }
}
