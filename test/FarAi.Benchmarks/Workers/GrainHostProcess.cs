using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
#if !GRAINHOST_ORLEANS
using FarAi.Orleans.InProcess;
#endif

namespace FarAi.Benchmarks;

/// <summary>The host that this build has: one silo with a client in the same process, logs off, all else as it comes.</summary>
internal static class GrainHostProcess
{
#if GRAINHOST_ORLEANS
    public const string Name = "Orleans";
#else
    public const string Name = "InProcess";
#endif

    public static async Task<IHost> StartAsync(string data)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        var (silo, gateway) = FreePorts();
        builder.UseOrleans(host =>
        {
            host.UseLocalhostClustering(silo, gateway, new IPEndPoint(IPAddress.Loopback, silo));
            host.AddMemoryGrainStorage(Storages.Memory);
            host.AddMemoryGrainStorage("PubSubStore");
            host.AddMemoryStreams(Streams.Provider);
#if !GRAINHOST_ORLEANS
            host.AddSqliteGrainStorage(Storages.Sqlite, options => options.Path = Path.Combine(data, "bench.db"));
#endif
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
