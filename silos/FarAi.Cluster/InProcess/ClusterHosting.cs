using System.Net.Sockets;
using FarAi.Grains.Hosting;
using FarAi.Orleans.InProcess;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace FarAi.Cluster;

/// <summary>What stands under the grains in this build: one process, no package.</summary>
public static class ClusterHosting
{
    /// <summary>The host's name, for people.</summary>
    public const string Name = "in-process";

    /// <summary>Whether this build's processes can form a cluster.</summary>
    public static bool IsCluster => false;

    /// <summary>The sentence for whoever asks for a cluster.</summary>
    public const string NoCluster = "this build keeps all grains in one process; for a cluster use the build with -p:GrainHost=Orleans (docs/operations.md)";

    /// <summary>Whether stored state can't be used.</summary>
    public static bool IsStorageFailure(Exception exception) => exception is GrainStorageFileException;

    /// <summary>Makes sure that what the settings name can be used; here they name nothing.</summary>
    public static Task RequireAsync(ClusterSettings settings, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>There is no database.</summary>
    /// <exception cref="StartFailedException">Always; the message says which build has one.</exception>
    public static Task<string> InitialiseDatabaseAsync(string connection, CancellationToken cancellationToken) =>
        throw new StartFailedException(ExitCodes.Usage, NoCluster);

    /// <summary>The sentence for a port of the grain host that can't be listened on; this one has no ports.</summary>
    public static string? PortProblem(IServiceProvider services, SocketException exception) => null;

    /// <summary>Whether the host brings a dashboard; this one doesn't.</summary>
    public static bool HasDashboard => false;

    /// <summary>There is no dashboard to map.</summary>
    public static void MapDashboard(WebApplication app, string path) => throw new InvalidOperationException(NoCluster);

    /// <summary>Adds the grain host.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="settings">Must be the defaults here.</param>
    /// <param name="data">The folder of state; null keeps it in memory.</param>
    public static void AddSilo(IHostApplicationBuilder builder, ClusterSettings settings, string? data) => builder.UseOrleans(host =>
    {
        if (data is null)
            host.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
        else
            host.AddSqliteGrainStorage(GrainsServiceCollectionExtensions.Storage, o => o.Path = Path.Combine(data, "farai.db"));
    });

    /// <summary>There is no cluster to connect to.</summary>
    /// <exception cref="StartFailedException">Always; the message says which build can.</exception>
    public static void AddClient(IHostApplicationBuilder builder, ClusterSettings settings) => throw new StartFailedException(ExitCodes.Usage, NoCluster);
}
