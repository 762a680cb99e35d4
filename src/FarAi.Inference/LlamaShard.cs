using FarAi.Core.Models;
using FarAi.Inference.Kernels;
using FarAi.Inference.Models;
using FarAi.Inference.Transformer;

namespace FarAi.Inference;

/// <summary>
/// A shard of a Llama-family model (RMS norm, rotary embedding with rotate_half, grouped-query attention, SwiGLU) on the processor.
/// Results are the same bits on every processor, for every batch and every cut into shards.
/// </summary>
public sealed unsafe class LlamaShard : IShard
{
    private readonly ModelWeights _weights;
    private readonly WeightLoader _loader;
    private readonly LayerWeights[] _layers;
    private readonly RotaryFrequencies _rotary;
    private readonly ShardScratch _scratch;
    private readonly WeightMatrix _embedding;
    private readonly WeightMatrix _output;
    private readonly float* _finalNorm;

    // 1 for the owner plus 1 for a call under way: the memory goes when the last of them lets go, so disposing during a call is safe.
    private int _holders = 1;
    private int _disposed;

    private LlamaShard(ModelWeights weights, LayerRange layers)
    {
        _weights = weights;
        Layers = layers;
        _loader = new WeightLoader(weights);
        _layers = [.. Enumerable.Range(layers.Start, layers.Count).Select(layer => new LayerWeights(Config, layer, _loader))];
        _rotary = new RotaryFrequencies(Config);
        _scratch = new ShardScratch(Config);
        long bytes = Enumerable.Range(layers.Start, layers.Count).Sum(weights.LayerBytes);
        if (IsHead)
        {
            _embedding = _loader.Matrix(TensorShape.Embedding(Config));
            bytes += weights.EmbeddingBytes;
        }

        if (IsTail)
        {
            _output = _loader.Matrix(TensorShape.Output(Config));
            _finalNorm = _loader.Vector(TensorShape.FinalNorm(Config));
            bytes += IsHead && Config.TieWordEmbeddings ? weights.OutputBytes - weights.EmbeddingBytes : weights.OutputBytes;
        }

        WeightBytes = bytes;
    }

    /// <inheritdoc/>
    public ModelConfig Config => _weights.Config;

    /// <summary>The release's digest: <see cref="ModelWeights.Digest"/>.</summary>
    public string Digest => _weights.Digest;

    /// <inheritdoc/>
    public LayerRange Layers { get; }

    /// <inheritdoc/>
    public bool IsHead => Layers.Start == 0;

    /// <inheritdoc/>
    public bool IsTail => Layers.End == Config.Layers;

    /// <inheritdoc/>
    public long WeightBytes { get; }

    /// <summary>Opens a model's folder and prepares the layers <paramref name="layers"/>.</summary>
    /// <exception cref="ModelFormatException">The folder does not hold a model that this engine computes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or reaches beyond the model.</exception>
    public static LlamaShard Load(string directory, LayerRange layers) => Load(ModelWeights.Open(directory), layers);

    /// <summary>Opens a model's folder and prepares all of it.</summary>
    /// <exception cref="ModelFormatException">The folder does not hold a model that this engine computes.</exception>
    public static LlamaShard LoadWhole(string directory)
    {
        ModelWeights weights = ModelWeights.Open(directory);
        return Load(weights, LayerRange.All(weights.Config.Layers));
    }

    /// <inheritdoc/>
    public KeyValueCache CreateCache() => new(this, Config, Layers.Count);

    /// <inheritdoc/>
    public void Embed(ReadOnlySpan<int> tokens, Span<float> hidden)
    {
        Require(IsHead, "Only the head shard embeds tokens");
        RequireLength(hidden.Length, tokens.Length, Config.HiddenSize, nameof(hidden));
        Enter();
        try
        {
            for (int i = 0; i < tokens.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tokens[i], (uint)Config.VocabularySize, nameof(tokens));
                byte* row = _embedding.Row(tokens[i]);
                Span<float> target = hidden.Slice(i * Config.HiddenSize, Config.HiddenSize);
                for (int j = 0; j < target.Length; j++)
                {
                    target[j] = _embedding.IsBrain ? BrainFormat.LoadOne(row + (j * 2L)) : SingleFormat.LoadOne(row + (j * 4L));
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<Segment> segments, Span<float> hidden)
    {
        Prepare(segments, hidden.Length);
        Enter();
        try
        {
            fixed (float* x = hidden)
            {
                float* tile = x;
                int rows = 0;
                foreach (Segment segment in segments)
                {
                    for (int i = 0; i < segment.Count; i++)
                    {
                        _scratch.Caches[rows] = segment.Cache;
                        _scratch.Positions[rows] = segment.Position + i;
                        if (++rows == ShardScratch.Rows)
                        {
                            RunTile(tile, rows);
                            tile += (long)rows * Config.HiddenSize;
                            rows = 0;
                        }
                    }
                }

                RunTile(tile, rows);
            }
        }
        finally
        {
            // A finished session's cache must not stay reachable from here.
            Array.Clear(_scratch.Caches);
            Exit();
        }
    }

    /// <inheritdoc/>
    public void Logits(ReadOnlySpan<float> hidden, Span<float> logits)
    {
        Require(IsTail, "Only the tail shard computes logits");
        int n = hidden.Length / Config.HiddenSize;
        RequireLength(hidden.Length, n, Config.HiddenSize, nameof(hidden));
        RequireLength(logits.Length, n, Config.VocabularySize, nameof(logits));
        Enter();
        try
        {
            fixed (float* x = hidden, y = logits)
            {
                for (int done = 0; done < n; done += ShardScratch.Rows)
                {
                    int rows = Math.Min(ShardScratch.Rows, n - done);
                    LayerForward.Norm(Config, x + ((long)done * Config.HiddenSize), _finalNorm, _scratch.Normed, rows);
                    float* target = y + ((long)done * Config.VocabularySize);
                    MatrixKernel.Multiply(_output, _scratch.Normed, Config.HiddenSize, target, Config.VocabularySize, rows, accumulate: false);
                }
            }
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Frees the weights, at once or when the call under way ends.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Exit();
        }
    }

    private static LlamaShard Load(ModelWeights weights, LayerRange layers)
    {
        try
        {
            ArgumentOutOfRangeException.ThrowIfNegative(layers.Start, nameof(layers));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(layers.End, weights.Config.Layers, nameof(layers));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers.Count, nameof(layers));
            return new LlamaShard(weights, layers);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private void Prepare(ReadOnlySpan<Segment> segments, int length)
    {
        long rows = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            (KeyValueCache cache, int position, int count) = segments[i];
            bool fits = position >= 0 && count >= 0 && position <= cache.Length && (long)position + count <= Config.MaxPositions;
            if (cache.Owner != this || !fits)
            {
                throw new ArgumentException(
                    $"Segment {i} (position {position}, {count} rows) does not fit: the cache must be this shard's and reach that position, the context is {Config.MaxPositions}.",
                    nameof(segments));
            }

            for (int j = 0; j < i; j++)
            {
                if (segments[j].Cache == cache)
                {
                    throw new ArgumentException($"Segments {j} and {i} share a cache.", nameof(segments));
                }
            }

            rows += count;
        }

        RequireLength(length, rows, Config.HiddenSize, "hidden");
        foreach (Segment segment in segments)
        {
            segment.Cache.Truncate(segment.Position);
            segment.Cache.Extend(segment.Position + segment.Count);
            _scratch.Reserve(segment.Position + segment.Count);
        }
    }

    private void RunTile(float* x, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            long start = (long)row * _rotary.Half;
            _rotary.Write(_scratch.Positions[row], _scratch.Cos + start, _scratch.Sin + start);
        }

        for (int layer = 0; layer < _layers.Length && rows > 0; layer++)
        {
            LayerForward.Run(Config, _layers[layer], layer, x, rows, _scratch);
        }
    }

    private static void RequireLength(int length, long rows, int width, string name)
    {
        if (length != rows * width)
        {
            throw new ArgumentException($"{length} floats given, {rows} rows of {width} expected.", name);
        }
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new InvalidOperationException(rule + ".");
        }
    }

    private void Enter()
    {
        int holders = Volatile.Read(ref _holders);
        while (true)
        {
            ObjectDisposedException.ThrowIf(holders == 0 || Volatile.Read(ref _disposed) != 0, this);
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return;
            }

            holders = seen;
        }
    }

    private void Exit()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _scratch.Dispose();
            _loader.Dispose();
            _weights.Dispose();
        }
    }
}
