using FarAi.Core.Events;
using Orleans;

namespace FarAi.Grains.Events;

/// <summary>What of a region's events outlives its silo.</summary>
[GenerateSerializer, Alias("farai.EventLogState")]
public sealed class EventLogState
{
    /// <summary>The newest events, oldest first.</summary>
    [Id(0)]
    public IReadOnlyList<GridEvent> Events { get; set; } = [];

    /// <summary>The first number that no event can have yet.</summary>
    [Id(1)]
    public long Reserved { get; set; }
}
