using FarAi.Core.Events;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Sessions;
using FarAi.Grains.Events;
using FarAi.Grains.Regions;
using FarAi.Grains.Shards;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace FarAi.Grains.Hosting;

/// <summary>Adds what the grains need from their silo.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>The name of the grain storage that every grain uses.</summary>
    public const string Storage = "grains";

    /// <summary>Adds the grains' options and services; the silo adds storage named <see cref="Storage"/>.</summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="catalog">The models to serve.</param>
    /// <param name="configure">Changes the options.</param>
    public static IServiceCollection AddFarAiGrains(this IServiceCollection services, ModelCatalog catalog, Action<GrainsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        services.AddOptions<GrainsOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GrainsOptions>, GrainsOptionsValidator>();
        services.TryAddSingleton(catalog);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEntropy, SystemEntropy>();
        services.TryAddSingleton(new LayerOptions());
        services.TryAddSingleton<CommitRule>();
        services.TryAddSingleton<RegionIncarnations>();
        services.TryAddSingleton<FailoverInstruments>();
        services.TryAddSingleton<IEventRecorder, EventRecorder>();
        services.AddHostedService<SiloFarewell>();
        services.TryAddSingleton<ShardStore>();
#pragma warning disable ORLEANSEXP004 // Placement filters are marked experimental; they are how weights and calls meet.
        services.AddPlacementFilter<HoldsShardPlacementFilter, HoldsShardPlacementDirector>(ServiceLifetime.Transient);
#pragma warning restore ORLEANSEXP004
        return services;
    }
}
