using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>The silo picked by the grain's hash from the sorted silos: the same from wherever it is asked.</summary>
internal sealed class HashPlacementDirector : HintedPlacementDirector
{
    protected override SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible)
    {
        var sorted = compatible.Order().ToArray();
        return sorted[(int)(target.GrainIdentity.GetUniformHashCode() & int.MaxValue) % sorted.Length];
    }
}
