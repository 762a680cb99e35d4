using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.Timers;

namespace FarAi.Orleans.InProcess;

/// <summary>The services of a silo or a client.</summary>
internal static class GrainHostServices
{
    public static void Add(IServiceCollection services, GrainHostRole role)
    {
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TurnScheduler, ThreadPoolTurnScheduler>();
        services.TryAddSingleton(new ServiceLifetimes(services));
        services.TryAddSingleton<IPlacementRandom, SharedPlacementRandom>();
        if (role == GrainHostRole.Silo)
            services.TryAddSingleton<VirtualCluster>();
        if (services.All(service => service.ServiceType != typeof(GrainHost)))
        {
            services.AddSingleton(provider => Create(provider, role));
            services.AddHostedService<GrainHostService>();
        }

        services.TryAddSingleton<IClusterClient, ClusterClient>();
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        if (role == GrainHostRole.Client)
            return;
        AddPlacement(services);
        services.TryAddSingleton<ILocalSiloDetails, LocalSiloDetails>();
        services.TryAddSingleton(provider => new GrainStatistics(provider.GetRequiredService<VirtualCluster>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<GrainRuntime>();
        services.TryAddSingleton<IGrainRuntime>(provider => provider.GetRequiredService<GrainRuntime>());
        services.TryAddSingleton<ITimerRegistry>(provider => provider.GetRequiredService<GrainRuntime>());
        services.TryAddSingleton<IGrainContextAccessor>(provider => provider.GetRequiredService<GrainRuntime>());
        services.TryAddKeyedTransient<IGrainExtension, GrainManagementExtension>(typeof(IGrainManagementExtension));
        services.TryAddSingleton<IPersistentStateFactory, PersistentStateFactory>();
    }

    private static void AddPlacement(IServiceCollection services)
    {
        services.TryAddSingleton<PlacementStrategy, ResourceOptimizedPlacement>();
        services.TryAddKeyedSingleton<IPlacementDirector, RandomPlacementDirector>(typeof(RandomPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, LocalPlacementDirector>(typeof(PreferLocalPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, LocalPlacementDirector>(typeof(StatelessWorkerPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, HashPlacementDirector>(typeof(HashBasedPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, ActivationCountPlacementDirector>(typeof(ActivationCountBasedPlacement));
        services.TryAddKeyedSingleton<IPlacementDirector, ResourcePlacementDirector>(typeof(ResourceOptimizedPlacement));
    }

    private static GrainHost Create(IServiceProvider provider, GrainHostRole role) => new(
        provider,
        provider.GetService<VirtualCluster>() ?? throw new OrleansConfigurationException(
            "UseOrleansClient found no VirtualCluster among the services. With GrainHost=InProcess a client lives in the process of its silos; "
            + "build with -p:GrainHost=Orleans for clients in processes of their own."),
        role,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<TurnScheduler>(),
        provider.GetRequiredService<ILogger<GrainHost>>());
}
