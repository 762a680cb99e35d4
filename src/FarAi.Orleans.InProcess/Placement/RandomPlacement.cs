namespace Orleans.Runtime;

/// <summary>Places the grain on a random silo.</summary>
public sealed class RandomPlacement : PlacementStrategy
{
    internal static RandomPlacement Singleton { get; } = new();
}
