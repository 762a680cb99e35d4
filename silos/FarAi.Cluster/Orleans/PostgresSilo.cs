using FarAi.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace FarAi.Cluster;

/// <summary>List of silos, grain state and reminders in PostgreSQL.</summary>
internal static class PostgresSilo
{
    /// <summary>Orleans' name of the Npgsql driver.</summary>
    private const string Invariant = "Npgsql";

    public static void Configure(ISiloBuilder silo, ClusterSettings settings)
    {
        var connection = PostgresConnection.Complete(settings.Connection!, settings.SiloName ?? "silo");
        AddHealth(silo.Services, settings);
        silo.ConfigureEndpoints(settings.Advertise, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !System.Net.IPAddress.IsLoopback(settings.Advertise));
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, connection));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (Invariant, connection));
        foreach (var name in new[] { GrainsServiceCollectionExtensions.Storage, GrainStreams.SubscriptionStorage })
        {
            silo.AddAdoNetGrainStorage(name, options => options.Configure<Serializer>((o, serializer) =>
            {
                (o.Invariant, o.ConnectionString) = (Invariant, connection);
                // Orleans' own serialiser keeps grain references and follows [Id]s; cleared state is erased, not blanked.
                o.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
                o.DeleteStateOnClear = true;
            }));
        }
    }

    public static void Configure(IClientBuilder client, ClusterSettings settings)
    {
        var connection = PostgresConnection.Complete(settings.Connection!, "gateway");
        AddHealth(client.Services, settings);
        client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Invariant, connection));
    }

    private static void AddHealth(IServiceCollection services, ClusterSettings settings)
    {
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<DatabaseHealth>(s, settings.Connection!));
        services.AddHostedService(s => s.GetRequiredService<DatabaseHealth>());
        services.AddHealthChecks().Add(new HealthCheckRegistration("database", s => s.GetRequiredService<DatabaseHealth>(), HealthStatus.Degraded, tags: null));
    }
}
