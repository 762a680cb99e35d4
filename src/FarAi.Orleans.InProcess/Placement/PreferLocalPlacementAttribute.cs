namespace Orleans.Placement;

/// <summary>Places the grain on the caller's silo where possible. Accepted and without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class PreferLocalPlacementAttribute : PlacementAttribute
{
}
