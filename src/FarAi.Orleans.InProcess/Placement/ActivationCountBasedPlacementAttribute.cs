namespace Orleans.Placement;

/// <summary>Places the grain on the less loaded of some sampled silos. Accepted and without effect in one process.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute
{
}
