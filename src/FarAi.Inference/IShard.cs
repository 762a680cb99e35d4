using FarAi.Core.Models;
using FarAi.Inference.Models;

namespace FarAi.Inference;

/// <summary>
/// A contiguous run of a model's layers, ready to compute. A shard and its caches are for one caller at a time: calls from two threads
/// at once are not allowed and not detected; only disposing is safe at any time. The results of a row depend on that row's own history only, never on what else is in the call.
/// </summary>
public interface IShard : IDisposable
{
    /// <summary>The model.</summary>
    ModelConfig Config { get; }

    /// <summary>The layers held.</summary>
    LayerRange Layers { get; }

    /// <summary>Whether the shard embeds tokens (it starts at layer 0).</summary>
    bool IsHead { get; }

    /// <summary>Whether the shard holds the final norm and the output layer (it ends at the last layer).</summary>
    bool IsTail { get; }

    /// <summary>Bytes of weights that the shard computes with, as in the file.</summary>
    long WeightBytes { get; }

    /// <summary>An empty cache for one session on this shard; grows by blocks up to <see cref="ModelConfig.MaxPositions"/>.</summary>
    KeyValueCache CreateCache();

    /// <summary>Looks tokens up. Head only.</summary>
    /// <param name="tokens">[n], each in [0, vocabulary).</param>
    /// <param name="hidden">[n, HiddenSize], overwritten.</param>
    /// <exception cref="InvalidOperationException">The shard is not the head.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is outside the vocabulary.</exception>
    void Embed(ReadOnlySpan<int> tokens, Span<float> hidden);

    /// <summary>Runs the layers in place. Each segment's cache is first truncated to its position, then extended by its rows.</summary>
    /// <param name="segments">At most one per cache.</param>
    /// <param name="hidden">[sum of counts, HiddenSize]: the rows of all segments, one after the other.</param>
    /// <exception cref="ArgumentException">A cache of another shard, a gap before a position, a length that does not fit.</exception>
    void Forward(ReadOnlySpan<Segment> segments, Span<float> hidden);

    /// <summary>Final norm and output layer. Tail only.</summary>
    /// <param name="hidden">[n, HiddenSize], kept as it is.</param>
    /// <param name="logits">[n, VocabularySize], overwritten.</param>
    /// <exception cref="InvalidOperationException">The shard is not the tail.</exception>
    void Logits(ReadOnlySpan<float> hidden, Span<float> logits);
}
