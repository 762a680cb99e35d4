namespace Orleans.Placement;

/// <summary>Places the grain on a random silo. Accepted and without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class RandomPlacementAttribute : PlacementAttribute
{
}
