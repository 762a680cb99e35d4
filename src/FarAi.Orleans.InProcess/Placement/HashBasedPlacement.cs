namespace Orleans.Runtime;

/// <summary>Places the grain on the silo picked by the hash of its identity.</summary>
public sealed class HashBasedPlacement : PlacementStrategy
{
    internal static HashBasedPlacement Singleton { get; } = new();
}
