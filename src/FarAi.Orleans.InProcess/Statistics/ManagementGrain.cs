using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>Answers from the cluster's own lists: one process sees all its silos.</summary>
[GrainType("farai.management")]
internal sealed class ManagementGrain(VirtualCluster cluster) : Grain, IManagementGrain
{
    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) => Task.FromResult(cluster.LiveSilos
        .Where(silo => !onlyActive || silo.Status == SiloStatus.Active)
        .ToDictionary(silo => silo.Address, silo => silo.Status));

    public Task ForceGarbageCollection(SiloAddress[] hostsIds)
    {
        GC.Collect();
        return Task.CompletedTask;
    }

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) =>
        Task.WhenAll(Silos(hostsIds).SelectMany(silo => silo.Activations.Snapshot())
            .Where(activation => activation.LooksIdle(ageLimit))
            .Select(activation => IdleCheck.EndAsync(activation, ageLimit)));

    public Task ForceActivationCollection(TimeSpan ageLimit) => ForceActivationCollection(null!, ageLimit);

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        Task.FromResult(Silos(hostsIds).SelectMany(GrainStatistics.ActivationsOn).ToArray());

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => GetSimpleGrainStatistics(null!);

    public Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types = null, SiloAddress[]? hostsIds = null)
    {
        var found =
            from silo in Silos(hostsIds)
            from activation in silo.Activations.Snapshot()
            where types is null || types.Contains(activation.Counters.ClassName)
            select new DetailedGrainStatistic { GrainType = activation.Counters.ClassName, SiloAddress = silo.Address, GrainId = activation.GrainId };
        return Task.FromResult(found.ToArray());
    }

    public Task<int> GetGrainActivationCount(GrainReference grainReference) => Task.FromResult(
        cluster.LiveSilos.Count(silo => silo.Activations.Snapshot().Any(activation => activation.GrainId == grainReference.GrainId)));

    public Task<int> GetTotalActivationCount() => Task.FromResult(cluster.LiveSilos.Sum(silo => silo.Activations.Count));

    public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference) =>
        ValueTask.FromResult((cluster.Directory.GetValueOrDefault(reference.GetGrainId()) as Activation)?.Host.Address);

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type) => ValueTask.FromResult<List<GrainId>>(
    [
        .. cluster.LiveSilos.SelectMany(silo => silo.Activations.Snapshot())
            .Select(activation => activation.GrainId).Where(grain => grain.Type == type).Distinct(),
    ]);

    private IEnumerable<GrainHost> Silos(SiloAddress[]? some) =>
        cluster.LiveSilos.Where(silo => some is null || some.Length == 0 || some.Contains(silo.Address));
}
