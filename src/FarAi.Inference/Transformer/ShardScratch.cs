using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>The working memory of one shard, for a tile of rows at a time; allocated once, so that a token costs no allocation.</summary>
internal sealed unsafe class ShardScratch : IDisposable
{
    /// <summary>Rows per tile: a longer input passes through the layers tile by tile.</summary>
    public const int Rows = 32;

    // Attention scores of one row: the heads of one group, each as long as the cache. Grows by doubling to the longest context seen.
    private AlignedFloats _scores;
    private readonly AlignedFloats _normed, _query, _key, _value, _attended, _gate, _up, _cos, _sin;
    private readonly int _group;

    public ShardScratch(ModelConfig c)
    {
        _group = c.Heads / c.KeyValueHeads;
        _normed = new AlignedFloats((long)Rows * c.HiddenSize);
        _query = new AlignedFloats((long)Rows * c.QuerySize);
        _key = new AlignedFloats((long)Rows * c.KeyValueSize);
        _value = new AlignedFloats((long)Rows * c.KeyValueSize);
        _attended = new AlignedFloats((long)Rows * c.QuerySize);
        _gate = new AlignedFloats((long)Rows * c.IntermediateSize);
        _up = new AlignedFloats((long)Rows * c.IntermediateSize);
        _cos = new AlignedFloats((long)Rows * c.HeadDimension / 2);
        _sin = new AlignedFloats((long)Rows * c.HeadDimension / 2);
        ScoreStride = Math.Min(1024, (c.MaxPositions + 15) & ~15);
        _scores = new AlignedFloats((long)_group * ScoreStride);
    }

    /// <summary>[rows, HiddenSize]</summary>
    public float* Normed => _normed.Pointer;

    /// <summary>[rows, heads · HeadDimension]</summary>
    public float* Query => _query.Pointer;

    /// <summary>[rows, KeyValueSize]</summary>
    public float* Key => _key.Pointer;

    /// <summary>[rows, KeyValueSize]</summary>
    public float* Value => _value.Pointer;

    /// <summary>[rows, heads · HeadDimension]</summary>
    public float* Attended => _attended.Pointer;

    /// <summary>[rows, IntermediateSize]</summary>
    public float* Gate => _gate.Pointer;

    /// <summary>[rows, IntermediateSize]</summary>
    public float* Up => _up.Pointer;

    /// <summary>[rows, HeadDimension / 2]</summary>
    public float* Cos => _cos.Pointer;

    /// <summary>[rows, HeadDimension / 2]</summary>
    public float* Sin => _sin.Pointer;

    /// <summary>[heads per group, <see cref="ScoreStride"/>]</summary>
    public float* Scores => _scores.Pointer;

    /// <summary>Floats from one head's scores to the next's.</summary>
    public int ScoreStride { get; private set; }

    /// <summary>The session of each row of the tile.</summary>
    public KeyValueCache?[] Caches { get; } = new KeyValueCache?[Rows];

    /// <summary>The sequence position of each row of the tile.</summary>
    public int[] Positions { get; } = new int[Rows];

    /// <summary>Makes room for the scores of <paramref name="length"/> positions.</summary>
    public void Reserve(int length)
    {
        if (length > ScoreStride)
        {
            int stride = ScoreStride;
            while (stride < length)
            {
                stride *= 2;
            }

            _scores.Dispose();
            _scores = new AlignedFloats((long)_group * stride);
            ScoreStride = stride;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedFloats floats in (ReadOnlySpan<AlignedFloats>)[_scores, _normed, _query, _key, _value, _attended, _gate, _up, _cos, _sin])
        {
            floats.Dispose();
        }
    }
}
