using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace FarAi.Orleans.InProcess.Tests.Silos;

/// <summary>Several silos and a client through the API that both hosts have.</summary>
internal static class SiloCluster
{
#if GRAINHOST_ORLEANS
    // The first call to a new silo connects, places and activates, on a busy machine for more than a second.
    public static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(6);
#else
    public static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(2);
#endif

    public static async Task<InProcessTestCluster> StartAsync(
        short silos, Journal? journal = null, Action<InProcessTestSiloSpecificOptions, ISiloBuilder>? configure = null)
    {
        var storage = new SharedStorage();
        var shared = journal ?? new Journal();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.AssumeHomogenousSilosForTesting = false;
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.None));
        builder.ConfigureSilo((options, silo) =>
        {
            silo.Services.AddSingleton(shared);
            // Some tests leave a grain waiting for ever; on Orleans the end of its silo would take the default 30 s.
            silo.Services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
            silo.Services.AddKeyedSingleton<IGrainStorage>("shared", storage);
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("named");
            configure?.Invoke(options, silo);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = ClientPatience));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Grains by number that live on the given silo; asks them in the order of their numbers until there are enough.</summary>
    public static async Task<List<ISiloGrain>> GrainsOnAsync(this InProcessTestCluster cluster, InProcessSiloHandle silo, int count, string prefix = "g")
    {
        List<ISiloGrain> found = [];
        for (var i = 0; found.Count < count; i++)
        {
            Assert.True(i < 500, $"grains hardly ever land on {silo.Name}");
            var grain = cluster.Client.GetGrain<ISiloGrain>($"{prefix}{i}");
            if (await grain.Where() == silo.SiloAddress.ToParsableString())
                found.Add(grain);
        }

        return found;
    }
}
