using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Simulation.Engine;

/// <summary>A silo inside of a simulation: its services live on the kernel's time and order.</summary>
public sealed class SimulationSilo : IDisposable
{
    private readonly SimulationKernel _kernel;
    private readonly VirtualCluster _cluster;
    private readonly IHost _host;

    private SimulationSilo(SimulationKernel kernel, VirtualCluster cluster, IHost host)
    {
        _kernel = kernel;
        _cluster = cluster;
        _host = host;
    }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The way to all grains of the cluster.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts a silo.</summary>
    /// <param name="kernel">Whose time and order it lives on.</param>
    /// <param name="configure">Its grains' services and storage.</param>
    /// <param name="cluster">The cluster that it joins; null: one of its own.</param>
    public static SimulationSilo Start(SimulationKernel kernel, Action<ISiloBuilder> configure, VirtualCluster? cluster = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        cluster ??= new VirtualCluster();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, SimulationLifetime>();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton(cluster);
        builder.Services.AddSimulation(kernel);
        builder.UseOrleans(configure);
        var host = builder.Build();
        kernel.Await(() => host.StartAsync(), TimeSpan.FromMinutes(1));
        return new SimulationSilo(kernel, cluster, host);
    }

    /// <summary>
    /// Ends the silo in good order. Its services are asked one by one: the generic host's own way of stopping them leaves the
    /// caller's context, and with it the simulation.
    /// </summary>
    public void Stop() => _kernel.Await(
        async () =>
        {
            foreach (var service in Services.GetServices<IHostedService>().Reverse())
                await service.StopAsync(CancellationToken.None);
        },
        TimeSpan.FromMinutes(10));

    /// <summary>Kills the silo as a power cut would, and tells the others at once.</summary>
    public void Kill() => _cluster.Kill(Services.GetRequiredService<ILocalSiloDetails>().SiloAddress);

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();
}
