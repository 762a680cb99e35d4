namespace Orleans.Runtime;

/// <summary>Places the grain on the less loaded of some silos picked at random.</summary>
public sealed class ActivationCountBasedPlacement : PlacementStrategy
{
    internal static ActivationCountBasedPlacement Singleton { get; } = new();
}
