using Orleans.Placement;

namespace FarAi.Grains.Shards;

#pragma warning disable ORLEANSEXP004 // Placement filters are marked experimental; they are how weights and calls meet.
/// <summary>Names the rule of <see cref="HoldsShardPlacementDirector"/> in a grain's properties.</summary>
public sealed class HoldsShardPlacementFilter : PlacementFilterStrategy
{
    /// <summary>The only filter of its grain: its order does not matter.</summary>
    public HoldsShardPlacementFilter()
        : base(order: 0)
    {
    }
}
#pragma warning restore ORLEANSEXP004
