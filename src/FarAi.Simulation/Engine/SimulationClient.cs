using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Simulation.Engine;

/// <summary>A client of a simulated cluster, as a gateway's process is; it outlives the silos' deaths.</summary>
public sealed class SimulationClient : IDisposable
{
    private readonly IHost _host;

    private SimulationClient(IHost host) => _host = host;

    /// <summary>The way to all grains of the cluster.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts a client.</summary>
    public static SimulationClient Start(SimulationKernel kernel, VirtualCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, SimulationLifetime>();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton(cluster);
        builder.Services.AddSimulation(kernel);
        builder.UseOrleansClient();
        var host = builder.Build();
        kernel.Await(() => host.StartAsync(), TimeSpan.FromMinutes(1));
        return new SimulationClient(host);
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();
}
