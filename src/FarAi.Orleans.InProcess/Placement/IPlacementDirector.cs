namespace Orleans.Runtime.Placement;

/// <summary>Chooses silos for grains whose class has a certain strategy.</summary>
public interface IPlacementDirector
{
    /// <summary>The key in the request context under which a caller may propose a silo.</summary>
    public const string PlacementHintKey = nameof(PlacementHintKey);

    /// <summary>The silo for a new activation, one of <see cref="IPlacementContext.GetCompatibleSilos"/>.</summary>
    Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context);

    /// <summary>The silo that the caller proposed, if it is compatible.</summary>
    public static SiloAddress? GetPlacementHint(Dictionary<string, object> requestContextData, SiloAddress[] compatibleSilos) =>
        requestContextData is not null && requestContextData.TryGetValue(PlacementHintKey, out var value)
        && value is SiloAddress hint && Array.IndexOf(compatibleSilos, hint) >= 0
            ? hint
            : null;
}
