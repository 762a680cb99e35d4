using FarAi.Core.Models;

namespace FarAi.Inference.Tests;

/// <summary>A model cut into shards that pass the hidden states on, as a triad does.</summary>
internal sealed class ShardChain : IDisposable
{
    private readonly LlamaShard[] _shards;
    private readonly int _vocabulary;
    private readonly int _width;

    public ShardChain(string directory, params int[] counts)
    {
        _shards = new LlamaShard[counts.Length];
        for (int i = 0, start = 0; i < counts.Length; start += counts[i++])
        {
            _shards[i] = LlamaShard.Load(directory, new LayerRange(start, start + counts[i]));
        }

        (_vocabulary, _width) = (_shards[0].Config.VocabularySize, _shards[0].Config.HiddenSize);
    }

    public IReadOnlyList<LlamaShard> Shards => _shards;

    public KeyValueCache[] CreateCaches() => [.. _shards.Select(shard => shard.CreateCache())];

    /// <summary>Logits [tokens, vocabulary] of one session's rows from <paramref name="position"/> on.</summary>
    public float[] Run(KeyValueCache[] caches, int position, ReadOnlySpan<int> tokens)
    {
        float[] hidden = new float[tokens.Length * _width];
        _shards[0].Embed(tokens, hidden);
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i].Forward([new Segment(caches[i], position, tokens.Length)], hidden);
        }

        float[] logits = new float[tokens.Length * _vocabulary];
        _shards[^1].Logits(hidden, logits);
        return logits;
    }

    public ReadOnlySpan<float> Row(float[] logits, int row) => logits.AsSpan(row * _vocabulary, _vocabulary);

    public float[] LastRow(float[] logits) => logits[^_vocabulary..];

    public void Dispose()
    {
        foreach (LlamaShard shard in _shards)
        {
            shard.Dispose();
        }
    }
}
