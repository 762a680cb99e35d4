using System.Diagnostics.CodeAnalysis;
using Orleans.Placement;

namespace Orleans.Runtime.Placement.Filtering;

/// <summary>
/// Silos that match the deciding silo in these metadata keys, the last key being the most important, as long as at least
/// <c>minCandidates</c> remain. Not sealed in Orleans either.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
[Experimental("ORLEANSEXP004")]
[SuppressMessage("Design", "CA1813", Justification = "Not sealed in Orleans either.")]
public class PreferredMatchSiloMetadataPlacementFilterAttribute(string[] orderedMetadataKeys, int minCandidates = 2, int order = 0)
    : PlacementFilterAttribute(new PreferredMatchSiloMetadataPlacementFilterStrategy(orderedMetadataKeys, minCandidates, order))
{
}
