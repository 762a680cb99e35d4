using FarAi.Core.Identity;
using Orleans;

namespace FarAi.Grains.Shards;

/// <summary>Rows of one session for a shard.</summary>
/// <param name="Session">Whose cache to use.</param>
/// <param name="Position">Sequence position of the first row; the cache is cut back to it first.</param>
/// <param name="Tokens">Input tokens, one a row.</param>
/// <param name="Hidden">Hidden states <c>[rows, hidden size]</c> from the stage before; empty for the head, which embeds <paramref name="Tokens"/>.</param>
[GenerateSerializer, Immutable, Alias("farai.ShardInput")]
public sealed record ShardInput(
    [property: Id(0)] SessionId Session,
    [property: Id(1)] int Position,
    [property: Id(2)] IReadOnlyList<int> Tokens,
    [property: Id(3)] ReadOnlyMemory<float> Hidden);
