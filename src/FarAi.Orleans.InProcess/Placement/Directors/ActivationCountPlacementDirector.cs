using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>The one with the fewest activations out of some picked at random ("power of k choices").</summary>
internal sealed class ActivationCountPlacementDirector(
    VirtualCluster cluster, IPlacementRandom random, IOptions<ActivationCountBasedPlacementOptions> options) : HintedPlacementDirector
{
    protected override SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible)
    {
        List<SiloAddress> left = [.. compatible];
        SiloAddress? best = null;
        for (var i = Math.Min(left.Count, options.Value.ChooseOutOf); i > 0; i--)
        {
            var picked = random.Next(left.Count);
            if (best is null || cluster.ActivationsOn(left[picked]) < cluster.ActivationsOn(best))
                best = left[picked];
            left.RemoveAt(picked);
        }

        return best!;
    }
}
