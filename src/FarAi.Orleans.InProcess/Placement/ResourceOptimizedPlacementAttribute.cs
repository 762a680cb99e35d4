using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Places the grain on the silo with the most free resources, the caller's own where the difference is small. The default, as in Orleans 10.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ResourceOptimizedPlacementAttribute() : PlacementAttribute(ResourceOptimizedPlacement.Singleton)
{
}
