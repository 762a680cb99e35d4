using FarAi.Core.Sessions;
using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using FarAi.Orleans.InProcess;
using FarAi.Simulation.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Simulation.Grid;

/// <summary>The control silos and their store, on a kernel's time and order. Silos die and come back; the store stays.</summary>
internal sealed class SimulatedCluster(SimulationKernel kernel, IGrainStorage storage, ModelCatalog catalog, CommitRule rule, Action<GrainsOptions> configure, Action<string>? trace)
{
    private readonly VirtualCluster _cluster = new();
    private readonly SortedDictionary<int, IHost> _silos = [];
    private int _started;

    /// <summary>How long the other silos take to find out that one is dead.</summary>
    public static TimeSpan Detection { get; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Silos that run.</summary>
    public int Count => _silos.Count;

    public async Task StartSilo()
    {
        var number = _started++;
        var builder = NewBuilder();
        builder.UseOrleans(silo =>
        {
            silo.Services.AddKeyedSingleton(GrainsServiceCollectionExtensions.Storage, storage);
            silo.Services.AddSingleton(rule);
            silo.Services.AddFarAiGrains(catalog, configure);
        });
        var host = builder.Build();
        await host.StartAsync();
        _silos[number] = host;
    }

    /// <summary>Kills a silo as SIGKILL would; the others notice after <see cref="Detection"/>.</summary>
    public void KillSilo(int index)
    {
        var (number, host) = _silos.ElementAt(index);
        _silos.Remove(number);
        var address = host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        _cluster.Crash(address);
        kernel.Schedule(Detection, () =>
        {
            _cluster.DeclareDead(address);
            host.Dispose();
        });
    }

    /// <summary>A client of the cluster, as a gateway is; dispose it when the gateway dies.</summary>
    public (IGrainFactory Grains, IDisposable Client) NewClient()
    {
        var builder = NewBuilder();
        builder.UseOrleansClient();
        var host = builder.Build();
        var started = host.StartAsync();
        if (!started.IsCompletedSuccessfully)
            throw new InvalidOperationException("a simulated client must start at once", started.Exception);
        return (host.Services.GetRequiredService<IGrainFactory>(), host);
    }

    private HostApplicationBuilder NewBuilder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddLogging(logging =>
        {
            logging.SetMinimumLevel(trace is null ? LogLevel.None : LogLevel.Information);
            if (trace is not null)
                logging.AddProvider(new TraceLog(kernel, trace));
        });
        builder.Services.AddSimulation(kernel);
        builder.Services.AddSingleton(_cluster);
        return builder;
    }

    /// <summary>A simulated process knows no signals and no terminal.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
