using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

namespace FarAi.Simulation.Engine;

/// <summary>A cluster of one silo inside of a simulation.</summary>
public sealed class SimulationSilo : IDisposable
{
    private readonly SimulationKernel _kernel;
    private readonly IHost _host;

    private SimulationSilo(SimulationKernel kernel, IHost host)
    {
        _kernel = kernel;
        _host = host;
    }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The way to its grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts a silo on the kernel's time and order.</summary>
    public static SimulationSilo Start(SimulationKernel kernel, Action<ISiloBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSimulation(kernel);
        builder.UseOrleans(configure);
        var host = builder.Build();
        kernel.Await(() => host.StartAsync(), TimeSpan.FromMinutes(1));
        return new SimulationSilo(kernel, host);
    }

    /// <summary>Ends the silo in good order.</summary>
    public void Stop() => _kernel.Await(() => _host.StopAsync(), TimeSpan.FromMinutes(10));

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    /// <summary>A simulated silo knows no signals and no terminal.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
