namespace Orleans.Placement;

/// <summary>Places the grain on the silo with the most free resources. Accepted and without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ResourceOptimizedPlacementAttribute : PlacementAttribute
{
}
