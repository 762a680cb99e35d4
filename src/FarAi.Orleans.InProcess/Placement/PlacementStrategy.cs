using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>How silos are chosen for grains of a class. The choice itself is made by the <see cref="Placement.IPlacementDirector"/> registered for it.</summary>
public abstract class PlacementStrategy
{
    /// <summary>Whether there is one activation in the cluster, found through the directory.</summary>
    public virtual bool IsUsingGrainDirectory => true;

    /// <summary>Reads the strategy's values; the in-process host uses the attribute's own instance and does not call it.</summary>
    public virtual void Initialize(GrainProperties properties)
    {
    }

    /// <summary>Writes the strategy's values; not called by the in-process host.</summary>
    public virtual void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties["placement-strategy"] = GetType().Name;
    }
}
