using FarAi.Grains.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
#if GRAINHOST_ORLEANS
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
#else
using FarAi.Orleans.InProcess;
#endif

namespace FarAi.ControlSilo;

/// <summary>What stands under the grains: the one place that knows which host this build has.</summary>
internal static class GrainHosting
{
#if GRAINHOST_ORLEANS
    public const string Name = "Orleans";

    /// <summary>Whether stored state can't be used; here it is in memory.</summary>
    public static bool IsStorageFailure(Exception exception) => false;

    public static void Add(WebApplicationBuilder builder, string? data)
    {
        // Two grids may run on one machine: each takes ports that are free just now.
        var (silo, gateway) = FreePorts();
        // The silo recommends server garbage collection at every start; a grid on a laptop is better off without.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.UseOrleans(host =>
        {
            host.UseLocalhostClustering(silo, gateway, primarySiloEndpoint: new IPEndPoint(IPAddress.Loopback, silo));
            host.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
            host.Services.AddSerializer(s => s.AddJsonSerializer(t => t.Namespace?.StartsWith("FarAi.Core", StringComparison.Ordinal) == true));
        });
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
#else
    public const string Name = "in-process";

    /// <summary>Whether stored state can't be used.</summary>
    public static bool IsStorageFailure(Exception exception) => exception is GrainStorageFileException;

    public static void Add(WebApplicationBuilder builder, string? data) => builder.UseOrleans(host =>
    {
        if (data is null)
            host.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
        else
            host.AddSqliteGrainStorage(GrainsServiceCollectionExtensions.Storage, o => o.Path = Path.Combine(data, "farai.db"));
    });
#endif
}
