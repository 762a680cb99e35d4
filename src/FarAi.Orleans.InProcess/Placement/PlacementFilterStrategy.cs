using Orleans.Metadata;
using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>The values of a placement filter. The filtering itself is done by the <see cref="IPlacementFilterDirector"/> registered for its type.</summary>
public abstract class PlacementFilterStrategy
{
    private GrainProperties? _properties;

    /// <summary>A filter that is applied in ascending order among others of the same class.</summary>
    protected PlacementFilterStrategy(int order) => Order = order;

    /// <summary>The place among the filters of a class; unique there.</summary>
    public int Order { get; }

    /// <summary>Reads the filter's values; the in-process host uses the attribute's own instance and does not call it.</summary>
    public void Initialize(GrainProperties properties)
    {
        _properties = properties;
        AdditionalInitialize(properties);
    }

    /// <summary>Reads the values of a derived class; not called by the in-process host.</summary>
    public virtual void AdditionalInitialize(GrainProperties properties)
    {
    }

    /// <summary>One of the filter's values; null if it has none of the name.</summary>
    protected string? GetPlacementFilterGrainProperty(string key, GrainProperties properties) =>
        (properties ?? _properties)?.Properties.GetValueOrDefault($"placement-filter.{GetType().Name}.{key}");

    /// <summary>The values of a derived class; not called by the in-process host.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) => [];
}
