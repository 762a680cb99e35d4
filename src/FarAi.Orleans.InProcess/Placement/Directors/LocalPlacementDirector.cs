using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>The deciding silo itself, or any other if it is not compatible or about to end.</summary>
internal sealed class LocalPlacementDirector(IPlacementRandom random) : HintedPlacementDirector
{
    protected override SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible) =>
        context.LocalSiloStatus == SiloStatus.Active && Array.IndexOf(compatible, context.LocalSilo) >= 0
            ? context.LocalSilo
            : compatible[random.Next(compatible.Length)];
}
