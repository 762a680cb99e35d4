using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Places the grain on a random silo.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute() : PlacementAttribute(RandomPlacement.Singleton)
{
}
