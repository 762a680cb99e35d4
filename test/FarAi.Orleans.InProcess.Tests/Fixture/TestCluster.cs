using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>
/// One silo and one client, set up through API that both hosts have: on the in-process host, or, with <c>-p:GrainHost=Orleans</c>, on
/// Microsoft Orleans, where the two talk over memory, so that clusters of tests in parallel share no port.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TestCluster(InProcessTestCluster cluster) => (_cluster, Client) = (cluster, cluster.Client);

    public IClusterClient Client { get; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<TestCluster> StartAsync(
        Action<ISiloBuilder>? configure = null, TimeProvider? time = null, Journal? journal = null, Action<IClientBuilder>? client = null)
    {
        var shared = journal ?? new Journal();
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.None));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(shared);
            // Some tests leave a grain waiting for ever; on Orleans the end of its silo would take the default 30 s.
            silo.Services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
            AddClock(silo.Services, time);
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("named");
            configure?.Invoke(silo);
        });
        builder.ConfigureClient(own =>
        {
            AddClock(own.Services, time);
            client?.Invoke(own);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestCluster(cluster);
    }

    /// <summary>Stops the silo; the client stays.</summary>
    public Task StopAsync() => _cluster.StopSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static void AddClock(IServiceCollection services, TimeProvider? time)
    {
        if (time is null)
            return;
#if GRAINHOST_ORLEANS
        // Timers of grains follow the test's clock. Deadlines of calls and the collector of idle grains follow the wall clock only, and
        // membership and connections must not stand still.
        services.AddKeyedSingleton(TimeProviderNames.Grains, time);
#else
        services.AddSingleton(time);
#endif
    }
}
