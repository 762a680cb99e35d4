using System.Net;
using System.Net.Sockets;
using FarAi.Grains.Hosting;
using FarAi.Grains.Shards;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;

namespace FarAi.Cluster;

/// <summary>What stands under the grains in this build: Microsoft Orleans, as a silo or as a client of silos.</summary>
public static class ClusterHosting
{
    /// <summary>The host's name, for people.</summary>
    public const string Name = "Orleans";

    /// <summary>Whether this build's processes can form a cluster.</summary>
    public static bool IsCluster => true;

    /// <summary>The sentence for whoever asks a build without clusters for one; this build has them.</summary>
    public const string NoCluster = "";

    /// <summary>How often a gateway process asks for the present list of silos: how soon it uses a new one.</summary>
    private static readonly TimeSpan GatewayListRefresh = TimeSpan.FromSeconds(2);

    /// <summary>Whether stored state can't be used; a database that is away is waited for, and one without tables is refused before the start.</summary>
    public static bool IsStorageFailure(Exception exception) => false;

    /// <summary>Makes sure, before anything starts, that the database of the settings can be used.</summary>
    /// <exception cref="StartFailedException">It can't be; the message says what to do.</exception>
    public static Task RequireAsync(ClusterSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Clustering == ClusteringKind.AdoNet ? DatabaseSchema.RequireAsync(settings.Connection!, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Brings a database to what this build needs.</summary>
    /// <returns>What was done, in one line.</returns>
    /// <exception cref="StartFailedException">It can't be done; the message says what to do.</exception>
    public static async Task<string> InitialiseDatabaseAsync(string connection, CancellationToken cancellationToken)
    {
        var before = await DatabaseSchema.ApplyAsync(connection, cancellationToken);
        var name = PostgresConnection.Describe(connection);
        return before == DatabaseSchema.Newest ? $"{name} is up to date (schema {before})" : $"{name}: schema {before} -> {DatabaseSchema.Newest}";
    }

    /// <summary>The sentence for a port of the silo that can't be listened on; null where it is another's port.</summary>
    public static string? PortProblem(IServiceProvider services, SocketException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.StackTrace?.Contains("Orleans.", StringComparison.Ordinal) == true && services.GetService<ClusterSettings>() is { } cluster
            ? $"silo port {cluster.SiloPort} or gateway port {cluster.GatewayPort} can't be listened on ({exception.Message}): choose others with --silo-port and --gateway-port"
            : null;
    }

    /// <summary>Whether the host brings a dashboard; this one does.</summary>
    public static bool HasDashboard => true;

    /// <summary>Maps the Orleans Dashboard.</summary>
    public static void MapDashboard(WebApplication app, string path) => app.MapOrleansDashboard(path);

    /// <summary>Adds a silo.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="settings">Settings that <see cref="ClusterSettingsRules"/> accept. Ports that are 0 are chosen here.</param>
    /// <param name="data">Not used: state is in the database, or in memory.</param>
    public static void AddSilo(IHostApplicationBuilder builder, ClusterSettings settings, string? data)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = WithPorts(settings ?? throw new ArgumentNullException(nameof(settings)));
        // The silo recommends server garbage collection at every start; a grid on a laptop is better off without.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Services.AddSingleton(cluster);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
            silo.Configure<SiloOptions>(o => o.SiloName = cluster.SiloName ?? $"{cluster.Role.ToString().ToLowerInvariant()}-{cluster.SiloPort}");
            silo.Configure<ClusterMembershipOptions>(FastMembership.Configure);
            silo.UseSiloMetadata(ShardSilo.Describe(cluster.Role == SiloRole.Gpu ? ShardSilo.Gpu : ShardSilo.Control, cluster.Shards));
            if (cluster.Role == SiloRole.Gpu)
                silo.Configure<GrainTypeOptions>(KeepShardWorkers);
            AddSerializer(silo.Services);
#pragma warning disable ORLEANSEXP003 // With the older directory a third of three silos' grains end when any one silo dies: those that it had listed.
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            // A silo that is declared dead though it lives ends itself, and what it stores meanwhile fails by its ETag: grains need not wait for that.
            silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.Zero);
            switch (cluster.Clustering)
            {
                case ClusteringKind.AdoNet:
                    PostgresSilo.Configure(silo, cluster);
                    break;
                case ClusteringKind.Azure:
                    AzureSilo.Configure(silo, cluster);
                    break;
                default:
                    ConfigureLocalhost(silo, cluster);
                    break;
            }

            silo.AddMemoryStreams(GrainStreams.Provider);
            silo.AddDashboard();
        });
    }

    /// <summary>Adds a client of a cluster; it connects at start and waits for the first silo as long as it takes.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="settings">Settings that <see cref="ClusterSettingsRules"/> accept.</param>
    public static void AddClient(IHostApplicationBuilder builder, ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        // PatientConnection says the same, once in five seconds and not at every attempt.
        builder.Logging.AddFilter("Orleans.Messaging.GatewayManager", LogLevel.Error);
        builder.Services.AddSingleton(settings);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, settings.ServiceId));
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = GatewayListRefresh);
            client.UseConnectionRetryFilter<PatientConnection>();
            AddSerializer(client.Services);
            switch (settings.Clustering)
            {
                case ClusteringKind.AdoNet:
                    PostgresSilo.Configure(client, settings);
                    break;
                case ClusteringKind.Azure:
                    AzureSilo.Configure(client, settings);
                    break;
                default:
                    client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, settings.GatewayPort));
                    break;
            }

            client.AddDashboard();
        });
    }

    /// <summary>
    /// A GPU silo offers no grain of the control plane: no session starts beside weights. Control silos offer the shard worker,
    /// whose placement then says which silo is missing.
    /// </summary>
    private static void KeepShardWorkers(GrainTypeOptions options) =>
        options.Classes.RemoveWhere(c => c.Assembly == typeof(ShardWorkerGrain).Assembly && c != typeof(ShardWorkerGrain));

    private static void ConfigureLocalhost(ISiloBuilder silo, ClusterSettings cluster)
    {
        var primary = new IPEndPoint(IPAddress.Loopback, cluster.PrimaryPort == 0 ? cluster.SiloPort : cluster.PrimaryPort);
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, primary, cluster.ServiceId, cluster.ClusterId);
        silo.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
        silo.AddMemoryGrainStorage(GrainStreams.SubscriptionStorage);
        silo.UseInMemoryReminderService();
    }

    /// <summary>Messages name types of FarAi.Core, which knows no grain host: they travel as JSON.</summary>
    private static void AddSerializer(IServiceCollection services) =>
        services.AddSerializer(s => s.AddJsonSerializer(t => t.Namespace?.StartsWith("FarAi.Core", StringComparison.Ordinal) == true));

    /// <summary>Two grids may run on one machine: ports that nobody chose are ones that are free just now.</summary>
    private static ClusterSettings WithPorts(ClusterSettings settings)
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return settings with
        {
            SiloPort = settings.SiloPort == 0 ? ((IPEndPoint)first.LocalEndpoint).Port : settings.SiloPort,
            // Clients come in over control silos only.
            GatewayPort = settings.Role == SiloRole.Gpu ? 0 : settings.GatewayPort == 0 ? ((IPEndPoint)second.LocalEndpoint).Port : settings.GatewayPort,
        };
    }
}
