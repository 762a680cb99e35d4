using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace FarAi.Grains.Shards;

#pragma warning disable ORLEANSEXP004 // Placement filters are marked experimental; they are how weights and calls meet.
/// <summary>
/// Leaves the silos whose metadata names the shard. Where no silo says what it holds, as in a grid of one process, all are left,
/// and the silo's own store answers.
/// </summary>
internal sealed class HoldsShardPlacementDirector(IServiceProvider services) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var all = silos.ToList();
        // Not injected: a silo that describes nothing has no such cache.
        if (services.GetService<ISiloMetadataCache>() is not { } cache)
            return all;
        var key = target.GrainIdentity.Key.ToString();
        var described = all.Select(silo => (Silo: silo, cache.GetSiloMetadata(silo).Metadata)).ToList();
        var holders = described.Where(d => ShardSilo.ShardsIn(d.Metadata).Contains(key)).Select(d => d.Silo).ToList();
        if (holders.Count > 0)
            return holders;
        if (described.Count > 0 && described.TrueForAll(d => !d.Metadata.ContainsKey(ShardSilo.RoleKey)))
            return all;
        var held = described.SelectMany(d => ShardSilo.ShardsIn(d.Metadata)).Distinct().Order(StringComparer.Ordinal).ToList();
        throw new OrleansException(
            $"no GPU silo of the cluster holds shard {key}; {(held.Count == 0 ? "none has joined" : $"they hold {string.Join(", ", held)}")}: start one with farai node --join-cluster");
    }
}
#pragma warning restore ORLEANSEXP004
