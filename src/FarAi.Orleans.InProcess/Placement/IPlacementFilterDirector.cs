using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.Placement;

/// <summary>Applies a placement filter.</summary>
public interface IPlacementFilterDirector
{
    /// <summary>The silos out of <paramref name="silos"/> on which the grain may be placed.</summary>
    IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos);
}
