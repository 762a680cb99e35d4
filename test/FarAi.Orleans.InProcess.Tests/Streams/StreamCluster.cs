using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace FarAi.Orleans.InProcess.Tests.Streams;

/// <summary>One silo and a client with memory streams named "mem".</summary>
internal static class StreamCluster
{
    public const string Provider = "mem";

    public static async Task<InProcessTestCluster> StartAsync(Journal journal, TimeSpan? patience = null, short silos = 1)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.None));
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(journal);
            silo.AddMemoryGrainStorageAsDefault();
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(Provider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                if (patience is { } given)
                    options.MaxEventDeliveryTime = given;
            })));
        });
        builder.ConfigureClient(client => client.AddMemoryStreams(Provider));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
