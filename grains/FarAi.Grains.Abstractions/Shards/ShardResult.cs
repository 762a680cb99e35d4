using Orleans;

namespace FarAi.Grains.Shards;

/// <summary>What a shard made of its rows.</summary>
/// <param name="Hidden">Hidden states <c>[rows, hidden size]</c>; empty from the tail.</param>
/// <param name="Logits">Logits <c>[rows, vocabulary]</c> from the tail; empty from others.</param>
[GenerateSerializer, Immutable, Alias("farai.ShardResult")]
public sealed record ShardResult([property: Id(0)] ReadOnlyMemory<float> Hidden, [property: Id(1)] ReadOnlyMemory<float> Logits);
