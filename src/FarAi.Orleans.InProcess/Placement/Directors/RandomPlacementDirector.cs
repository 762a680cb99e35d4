using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>Any compatible silo.</summary>
internal sealed class RandomPlacementDirector(IPlacementRandom random) : HintedPlacementDirector
{
    protected override SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible) =>
        compatible[random.Next(compatible.Length)];
}
