using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess;

/// <summary>One silo's view while it places grains of one class.</summary>
internal sealed class PlacementContext(GrainHost silo, PlacementFilterStrategy[] filters) : IPlacementContext
{
    public SiloAddress LocalSilo => silo.Address;

    public SiloStatus LocalSiloStatus => silo.Status;

    public SiloAddress[] GetCompatibleSilos(PlacementTarget target)
    {
        IEnumerable<SiloAddress> silos = silo.Cluster.ActiveSilos.Select(active => active.Address);
        foreach (var filter in filters)
        {
            var director = silo.Services.GetKeyedService<IPlacementFilterDirector>(filter.GetType()) ?? throw new KeyNotFoundException(
                $"Could not resolve placement filter strategy {filter.GetType().Name} for grain type {target.GrainIdentity.Type}. "
                + "Register it with AddPlacementFilter; those on silo metadata come with UseSiloMetadata.");
            silos = director.Filter(filter, target, silos);
        }

        return silos.ToArray() is { Length: > 0 } compatible
            ? compatible
            : throw new OrleansException(
                $"No active nodes are compatible with grain {target.GrainIdentity.Type} and interface {target.InterfaceType} version {target.InterfaceVersion}. "
                + $"Active nodes: {string.Join(", ", silo.Cluster.ActiveSilos.Select(active => active.Address))}; "
                + $"placement filters: {(filters.Length == 0 ? "none" : string.Join(", ", filters.Select(filter => filter.GetType().Name)))}.");
    }

    public IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target) =>
        new Dictionary<ushort, SiloAddress[]> { [0] = GetCompatibleSilos(target) };
}
