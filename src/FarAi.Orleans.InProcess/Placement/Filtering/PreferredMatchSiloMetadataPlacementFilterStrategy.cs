using Orleans.Placement;

namespace Orleans.Runtime.Placement.Filtering;

/// <summary>The keys whose values should match. Not sealed in Orleans either.</summary>
public class PreferredMatchSiloMetadataPlacementFilterStrategy(string[] orderedMetadataKeys, int minCandidates, int order) : PlacementFilterStrategy(order)
{
    /// <summary>A filter that lets all silos pass.</summary>
    public PreferredMatchSiloMetadataPlacementFilterStrategy()
        : this([], 2, 0)
    {
    }

    /// <summary>The keys, the most important one last.</summary>
    public string[] OrderedMetadataKeys { get; set; } = orderedMetadataKeys;

    /// <summary>How many silos must remain.</summary>
    public int MinCandidates { get; set; } = minCandidates;
}
