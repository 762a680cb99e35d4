using FarAi.Core.Events;
using Orleans;

namespace FarAi.Grains.Events;

/// <summary>Events of a region in the order of their numbers.</summary>
[GenerateSerializer, Immutable, Alias("farai.EventChunk")]
public sealed record EventChunk
{
    /// <summary>The events; none in a chunk that only says that the log lives.</summary>
    [Id(0)]
    public required IReadOnlyList<GridEvent> Events { get; init; }

    /// <summary>The number with which to read on.</summary>
    [Id(1)]
    public required long Next { get; init; }

    /// <summary>Whether nothing newer was there when the chunk was made.</summary>
    [Id(2)]
    public required bool IsLatest { get; init; }
}
