namespace Orleans.Placement;

/// <summary>Base of the attributes that rule out silos before the placement strategy chooses among the rest.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class PlacementFilterAttribute : Attribute
{
    /// <summary>Names the filter.</summary>
    protected PlacementFilterAttribute(PlacementFilterStrategy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        PlacementFilterStrategy = placement;
    }

    /// <summary>The filter with its values.</summary>
    public PlacementFilterStrategy PlacementFilterStrategy { get; }
}
