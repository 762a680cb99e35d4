using Orleans.Placement;

namespace FarAi.Grains.Shards;

#pragma warning disable ORLEANSEXP004 // Placement filters are marked experimental; they are how weights and calls meet.
/// <summary>Places a grain whose key names a shard on a silo that holds it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HoldsShardPlacementFilterAttribute() : PlacementFilterAttribute(new HoldsShardPlacementFilter());
#pragma warning restore ORLEANSEXP004
