using Orleans.Placement;

namespace Orleans.Runtime.Placement.Filtering;

/// <summary>The keys whose values must match. Not sealed in Orleans either.</summary>
public class RequiredMatchSiloMetadataPlacementFilterStrategy(string[] metadataKeys, int order) : PlacementFilterStrategy(order)
{
    /// <summary>A filter that lets all silos pass.</summary>
    public RequiredMatchSiloMetadataPlacementFilterStrategy()
        : this([], 0)
    {
    }

    /// <summary>The keys.</summary>
    public string[] MetadataKeys { get; } = metadataKeys;
}
