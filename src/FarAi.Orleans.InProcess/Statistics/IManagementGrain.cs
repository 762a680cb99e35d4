namespace Orleans.Runtime;

/// <summary>What can be asked of the whole cluster; the grain's key is 0. The part of Orleans' interface that has a meaning in one process.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    /// <summary>The silos with their status. Dead ones are forgotten here at once.</summary>
    Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

    /// <summary>Collects garbage.</summary>
    Task ForceGarbageCollection(SiloAddress[] hostsIds);

    /// <summary>Ends activations on some silos that have been idle for an age, and waits for their end.</summary>
    Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit);

    /// <summary>Ends activations that have been idle for an age, and waits for their end.</summary>
    Task ForceActivationCollection(TimeSpan ageLimit);

    /// <summary>Activations per class on some silos.</summary>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds);

    /// <summary>Activations per class and silo.</summary>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    /// <summary>Activations one by one, of some classes (as <see cref="SimpleGrainStatistic.GrainType"/> names them) on some silos.</summary>
    Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types = null, SiloAddress[]? hostsIds = null);

    /// <summary>The number of silos on which the grain is active: 0 or 1, more for a stateless worker.</summary>
    Task<int> GetGrainActivationCount(GrainReference grainReference);

    /// <summary>The number of all activations.</summary>
    Task<int> GetTotalActivationCount();

    /// <summary>Where a grain is; null if it has no activation.</summary>
    ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference);

    /// <summary>The grains of a type that have activations.</summary>
    ValueTask<List<GrainId>> GetActiveGrains(GrainType type);
}
