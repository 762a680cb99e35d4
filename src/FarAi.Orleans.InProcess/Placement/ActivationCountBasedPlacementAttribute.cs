using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Places the grain on the less loaded of some silos picked at random.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ActivationCountBasedPlacementAttribute() : PlacementAttribute(ActivationCountBasedPlacement.Singleton)
{
}
