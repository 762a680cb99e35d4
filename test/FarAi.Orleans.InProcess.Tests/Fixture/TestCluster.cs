using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
#if GRAINHOST_ORLEANS
using Orleans.Runtime;
using Orleans.TestingHost;
#endif

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>
/// A grain host, set up through the public API only: the in-process host in an application of its own, or, with <c>-p:GrainHost=Orleans</c>,
/// a silo and a client of Microsoft Orleans that talk over memory (so clusters of parallel tests share no port).
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
#if GRAINHOST_ORLEANS
    private readonly InProcessTestCluster _cluster;

    private TestCluster(InProcessTestCluster cluster) => (_cluster, Client) = (cluster, cluster.Client);

    public IClusterClient Client { get; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<TestCluster> StartAsync(Action<ISiloBuilder>? configure = null, TimeProvider? time = null, Journal? journal = null)
    {
        var shared = journal ?? new Journal();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.None));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(shared);
            AddClock(silo.Services, time);
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("named");
            configure?.Invoke(silo);
        });
        builder.ConfigureClient(client => AddClock(client.Services, time));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestCluster(cluster);
    }

    public Task StopAsync() => _cluster.StopSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    // Grains, calls and collection follow the test's clock; membership and connections must not stand still with it.
    private static void AddClock(IServiceCollection services, TimeProvider? time)
    {
        if (time is null)
            return;
        foreach (var area in (string[])[TimeProviderNames.Grains, TimeProviderNames.Messaging, TimeProviderNames.ActivationManagement])
            services.AddKeyedSingleton(area, time);
    }
#else
    private readonly IHost _host;

    private TestCluster(IHost host) => _host = host;

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _host.Services;

    public static async Task<TestCluster> StartAsync(Action<ISiloBuilder>? configure = null, TimeProvider? time = null, Journal? journal = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(journal ?? new Journal());
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering();
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("named");
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestCluster(host);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
#endif
}
