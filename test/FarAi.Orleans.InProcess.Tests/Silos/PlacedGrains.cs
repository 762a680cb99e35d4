using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Placement.Filtering;

namespace FarAi.Orleans.InProcess.Tests.Silos;

internal interface IPlacedGrain : IGrainWithStringKey
{
    /// <summary>The name of the silo that it lives on.</summary>
    Task<string> Where();

    /// <summary>Asks another grain of a class (named by its prefix) where it lives.</summary>
    Task<string> Ask(string classPrefix, string key);
}

/// <summary>Not sealed: the classes below differ in their placement only.</summary>
internal abstract class PlacedGrain(ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    public Task<string> Where() => Task.FromResult(silo.Name);

    public Task<string> Ask(string classPrefix, string key) =>
        GrainFactory.GetGrain<IPlacedGrain>(key, PlacedGrain.ClassPrefix + classPrefix).Where();

    public static string ClassPrefix => typeof(PlacedGrain).Namespace + ".";
}

[RandomPlacement]
internal sealed class RandomlyPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[PreferLocalPlacement]
internal sealed class LocallyPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[HashBasedPlacement]
internal sealed class HashPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[ActivationCountBasedPlacement]
internal sealed class CountPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

internal sealed class DefaultPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[StatelessWorker]
internal sealed class WorkerPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

#pragma warning disable ORLEANSEXP004 // The mark is Orleans'.
[RandomPlacement, RequiredMatchSiloMetadataPlacementFilter(["zone"])]
internal sealed class SameZoneGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[RandomPlacement, PreferredMatchSiloMetadataPlacementFilter(["rack", "zone"], 1)]
internal sealed class NearGrain(ILocalSiloDetails silo) : PlacedGrain(silo);
#pragma warning restore ORLEANSEXP004

[RandomPlacement, RoleFilter("gpu")]
internal sealed class GpuPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[RandomPlacement, RoleFilter("nobody")]
internal sealed class NowherePlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

[LastSiloPlacement]
internal sealed class LastPlacedGrain(ILocalSiloDetails silo) : PlacedGrain(silo);

/// <summary>A filter of the application's own: silos whose metadata names the role.</summary>
internal sealed class RoleFilterAttribute(string role) : PlacementFilterAttribute(new RoleFilter(role, 0));

internal sealed class RoleFilter(string role, int order) : PlacementFilterStrategy(order)
{
    public RoleFilter()
        : this("", 0)
    {
    }

    public string Role { get; private set; } = role;

    public override void AdditionalInitialize(global::Orleans.Metadata.GrainProperties properties) =>
        Role = GetPlacementFilterGrainProperty("role", properties) ?? "";

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new("role", Role)];
}

internal sealed class RoleFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault("role") == ((RoleFilter)filterStrategy).Role);
}

/// <summary>A strategy of the application's own, whose director decides later.</summary>
internal sealed class LastSiloPlacementAttribute() : PlacementAttribute(new LastSiloPlacement());

internal sealed class LastSiloPlacement : PlacementStrategy;

internal sealed class LastSiloDirector : IPlacementDirector
{
    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        await Task.Yield();
        return context.GetCompatibleSilos(target).MaxBy(silo => silo.Endpoint.Port)!;
    }
}
