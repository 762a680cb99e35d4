using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>Base of the host's own directors: a caller's proposal comes first, and a single silo is no choice.</summary>
internal abstract class HintedPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(Choose(target, context));

    public SiloAddress Choose(PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, compatible) is { } hint)
            return hint;
        return compatible.Length == 1 ? compatible[0] : Choose(target, context, compatible);
    }

    protected abstract SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible);
}
