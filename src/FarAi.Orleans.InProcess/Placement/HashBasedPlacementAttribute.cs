using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Places the grain on the silo picked by the hash of its identity.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class HashBasedPlacementAttribute() : PlacementAttribute(HashBasedPlacement.Singleton)
{
}
