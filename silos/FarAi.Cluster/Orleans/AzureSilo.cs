using Orleans.Hosting;
#if ORLEANS_AZURE
using Azure.Data.Tables;
using FarAi.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
#endif

namespace FarAi.Cluster;

/// <summary>List of silos, grain state and reminders in Azure Table storage; its packages come with <c>-p:OrleansAzure=true</c>.</summary>
internal static class AzureSilo
{
#if ORLEANS_AZURE
    public static void Configure(ISiloBuilder silo, ClusterSettings settings)
    {
        var tables = new TableServiceClient(settings.Connection);
        silo.ConfigureEndpoints(settings.Advertise, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !System.Net.IPAddress.IsLoopback(settings.Advertise));
        silo.UseAzureStorageClustering(o => o.TableServiceClient = tables);
        silo.UseAzureTableReminderService(o => o.TableServiceClient = tables);
        foreach (var name in new[] { GrainsServiceCollectionExtensions.Storage, GrainStreams.SubscriptionStorage })
        {
            silo.AddAzureTableGrainStorage(name, options => options.Configure<Serializer>((o, serializer) =>
            {
                o.TableServiceClient = tables;
                o.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                o.DeleteStateOnClear = true;
            }));
        }
    }

    public static void Configure(IClientBuilder client, ClusterSettings settings)
    {
        var tables = new TableServiceClient(settings.Connection);
        client.UseAzureStorageClustering(o => o.TableServiceClient = tables);
    }
#else
    private const string Missing = "this build has no Azure Table clustering: build with -p:GrainHost=Orleans -p:OrleansAzure=true, from a feed that has Microsoft.Orleans.Clustering.AzureStorage";

    public static void Configure(ISiloBuilder silo, ClusterSettings settings) => throw new StartFailedException(ExitCodes.Usage, Missing);

    public static void Configure(IClientBuilder client, ClusterSettings settings) => throw new StartFailedException(ExitCodes.Usage, Missing);
#endif
}
