namespace Orleans.Placement;

/// <summary>Places the grain on the silo picked by the hash of the key. Accepted and without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class HashBasedPlacementAttribute : PlacementAttribute
{
}
