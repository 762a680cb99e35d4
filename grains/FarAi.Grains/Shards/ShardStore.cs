using System.Collections.Concurrent;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Inference;

namespace FarAi.Grains.Shards;

/// <summary>
/// The shards that this silo holds, with the caches of their sessions. A session's rows run one after another; different
/// sessions share the shard's kernels. Thread-safe.
/// </summary>
public sealed class ShardStore : IDisposable
{
    private readonly ConcurrentDictionary<string, Held> _shards = new(StringComparer.Ordinal);

    /// <summary>The key under which a shard is held, which is its worker grain's key too.</summary>
    public static string KeyOf(string model, LayerRange layers) => $"{model}@{layers}";

    /// <summary>Holds a shard from now on and owns it.</summary>
    public void Add(string model, IShard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        var key = KeyOf(model, shard.Layers);
        if (!_shards.TryAdd(key, new Held(shard)))
            throw new InvalidOperationException($"this silo holds shard {key} already");
    }

    /// <summary>Runs rows of one session.</summary>
    /// <exception cref="KeyNotFoundException">This silo does not hold the shard.</exception>
    /// <exception cref="ArgumentException">The input does not have the shard's shape.</exception>
    public ShardResult Forward(string key, ShardInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Find(key).Forward(input);
    }

    /// <summary>Frees a session's cache.</summary>
    public void Close(string key, SessionId session) => Find(key).Caches.TryRemove(session, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _shards.Values)
            held.Shard.Dispose();
        _shards.Clear();
    }

    private Held Find(string key) => _shards.GetValueOrDefault(key)
        ?? throw new KeyNotFoundException($"this silo does not hold shard {key}; it holds: {string.Join(", ", _shards.Keys.Order(StringComparer.Ordinal))}");

    private sealed record Held(IShard Shard)
    {
        private readonly Lock _compute = new();

        public ConcurrentDictionary<SessionId, KeyValueCache> Caches { get; } = new();

        public ShardResult Forward(ShardInput input)
        {
            var (rows, width) = (input.Tokens.Count, Shard.Config.HiddenSize);
            if (rows == 0 || (!Shard.IsHead && input.Hidden.Length != rows * width))
                throw new ArgumentException($"{rows} rows need hidden states [{rows}, {width}]; {input.Hidden.Length} values came", nameof(input));
            var cache = Caches.GetOrAdd(input.Session, static (_, shard) => shard.CreateCache(), Shard);
            if (input.Position < 0 || input.Position > cache.Length || input.Position + rows > Shard.Config.MaxPositions)
                throw new ArgumentException($"rows {input.Position}..{input.Position + rows} don't follow the {cache.Length} cached positions, or pass the model's context", nameof(input));
            var hidden = new float[rows * width];
            lock (_compute)
            {
                if (Shard.IsHead)
                    Shard.Embed([.. input.Tokens], hidden);
                else
                    input.Hidden.Span.CopyTo(hidden);
                Shard.Forward([new Segment(cache, input.Position, rows)], hidden);
                if (!Shard.IsTail)
                    return new ShardResult(hidden, default);
                var logits = new float[rows * Shard.Config.VocabularySize];
                Shard.Logits(hidden, logits);
                return new ShardResult(default, logits);
            }
        }
    }
}
