namespace Orleans.Runtime;

/// <summary>Places the grain on the caller's silo where possible, else on a random one.</summary>
public sealed class PreferLocalPlacement : PlacementStrategy
{
    internal static PreferLocalPlacement Singleton { get; } = new();
}
