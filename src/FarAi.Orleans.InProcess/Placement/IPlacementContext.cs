namespace Orleans.Runtime.Placement;

/// <summary>What a placement director may ask for.</summary>
public interface IPlacementContext
{
    /// <summary>The silo that decides: the caller's own, or for a client's call one that stands in for its gateway.</summary>
    SiloAddress LocalSilo { get; }

    /// <summary>Where the deciding silo is in its life.</summary>
    SiloStatus LocalSiloStatus { get; }

    /// <summary>The silos that the filters left, never none: then <see cref="OrleansException"/>.</summary>
    SiloAddress[] GetCompatibleSilos(PlacementTarget target);

    /// <summary>The same by interface version.</summary>
    IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target);
}
