using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Places the grain on the caller's silo where possible, else on a random one.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(PreferLocalPlacement.Singleton)
{
}
