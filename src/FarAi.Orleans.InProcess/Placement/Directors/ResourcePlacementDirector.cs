using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Orleans weighs processor, memory and activations of each silo. Silos of one process differ in their activations only, which
/// weigh as much here as there: among √n silos picked at random the lowest score wins, and the deciding silo is preferred while its
/// score is within the margin.
/// </summary>
internal sealed class ResourcePlacementDirector(
    VirtualCluster cluster, IPlacementRandom random, IOptions<ResourceOptimizedPlacementOptions> options) : HintedPlacementDirector
{
    protected override SiloAddress Choose(PlacementTarget target, IPlacementContext context, SiloAddress[] compatible)
    {
        var most = Math.Max(1, compatible.Max(cluster.ActivationsOn));
        List<SiloAddress> left = [.. compatible];
        SiloAddress? best = null;
        for (var i = (int)Math.Ceiling(Math.Sqrt(left.Count)); i > 0; i--)
        {
            var picked = random.Next(left.Count);
            if (best is null || Score(left[picked], most) < Score(best, most))
                best = left[picked];
            left.RemoveAt(picked);
        }

        var preferLocal = context.LocalSiloStatus == SiloStatus.Active && Array.IndexOf(compatible, context.LocalSilo) >= 0
            && Score(context.LocalSilo, most) - Score(best!, most) <= options.Value.LocalSiloPreferenceMargin / 100.0;
        return preferLocal ? context.LocalSilo : best!;
    }

    private double Score(SiloAddress silo, int most)
    {
        var weights = options.Value;
        var total = weights.CpuUsageWeight + weights.MemoryUsageWeight + weights.AvailableMemoryWeight + weights.MaxAvailableMemoryWeight
            + weights.ActivationCountWeight;
        return total == 0 ? 0 : (double)weights.ActivationCountWeight / total * cluster.ActivationsOn(silo) / most;
    }
}
