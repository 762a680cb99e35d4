namespace Orleans.Runtime;

/// <summary>Places the grain on the silo with the most free resources, the caller's own where the difference is small. The default, as in Orleans 10.</summary>
public sealed class ResourceOptimizedPlacement : PlacementStrategy
{
    internal static ResourceOptimizedPlacement Singleton { get; } = new();
}
