namespace Orleans.Placement;

/// <summary>
/// Base of the attributes that say on which silo a grain is activated. One process is one silo, so the in-process host
/// accepts them all and every placement comes to the same.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute
{
}
