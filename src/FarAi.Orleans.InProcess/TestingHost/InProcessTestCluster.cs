using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.TestingHost;

/// <summary>
/// Several silos and a client in this process; the API of Orleans' class of the same name, over a <see cref="VirtualCluster"/>.
/// Nothing leaves the caller's thread except where a service that the silos were given does: in a simulation silos start, die
/// and stop in virtual time.
/// </summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private const int FirstPort = 11111;

    private readonly List<InProcessSiloHandle> _silos = [];
    private IHost? _client;
    private short _started;

    /// <summary>A cluster that is yet to be deployed.</summary>
    public InProcessTestCluster(InProcessTestClusterOptions options) => Options = options;

    /// <summary>The options.</summary>
    public InProcessTestClusterOptions Options { get; }

    /// <summary>What the silos share.</summary>
    public VirtualCluster Cluster { get; } = new();

    /// <summary>The client; <see cref="InvalidOperationException"/> before DeployAsync.</summary>
    public IClusterClient Client => ClientServices.GetRequiredService<IClusterClient>();

    /// <summary>The client's services.</summary>
    public IServiceProvider ClientServices => _client?.Services
        ?? throw new InvalidOperationException("The test cluster client is unavailable because the cluster has not been deployed or has been stopped.");

    /// <summary>The silos that run.</summary>
    public ReadOnlyCollection<InProcessSiloHandle> Silos
    {
        get
        {
            lock (_silos)
                return new List<InProcessSiloHandle>(_silos).AsReadOnly();
        }
    }

    /// <summary>The services of one silo; of the first without an address.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => silo is null
        ? Silos[0].ServiceProvider
        : GetSiloForAddress(silo)?.ServiceProvider ?? throw new ArgumentException($"The provided silo address '{silo}' is unknown.", nameof(silo));

    /// <summary>The activation of a grain, on whichever silo it is.</summary>
    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = Cluster.Directory.GetValueOrDefault(grainId) as IGrainContext;
        return grainContext is not null;
    }

    /// <summary>Completes when the present activation of a grain has ended; at once if it has none. Ask before you make it end.</summary>
    public Task WaitForDeactivationAsync(GrainId grainId) => TryGetGrainContext(grainId, out var context) ? context.Deactivated : Task.CompletedTask;

    /// <inheritdoc cref="WaitForDeactivationAsync(GrainId)"/>
    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    /// <summary>Ends the present activation of a grain and waits for its end.</summary>
    public async Task DeactivateAsync(GrainId grainId)
    {
        if (!TryGetGrainContext(grainId, out var context))
            return;
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateAsync)} was called."), CancellationToken.None);
        await context.Deactivated;
    }

    /// <inheritdoc cref="DeactivateAsync(GrainId)"/>
    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    /// <summary>Moves a grain, to <paramref name="targetSilo"/> or where placement chooses, and waits for the end of the activation that it leaves.</summary>
    public async Task MigrateAsync(GrainId grainId, SiloAddress? targetSilo = null)
    {
        var deactivated = WaitForDeactivationAsync(grainId);
        if (targetSilo is not null)
            RequestContext.Set(IPlacementDirector.PlacementHintKey, targetSilo);
        await Client.GetGrain(grainId).AsReference<IGrainManagementExtension>().MigrateOnIdle();
        await deactivated;
    }

    /// <inheritdoc cref="MigrateAsync(GrainId, SiloAddress?)"/>
    public Task MigrateAsync(IAddressable grain, SiloAddress? targetSilo = null) => MigrateAsync(grain.GetGrainId(), targetSilo);

    /// <summary>Starts the silos and the client.</summary>
    public async Task DeployAsync()
    {
        if (Silos.Count > 0)
            throw new InvalidOperationException("Cluster host already deployed.");
        await StartSilosAsync(Options.InitialSilosCount);
        if (Options.InitializeClientOnDeploy)
            await InitializeClientAsync();
    }

    /// <summary>The silos that run.</summary>
    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    /// <summary>The silo with an address, or null.</summary>
    public InProcessSiloHandle? GetSiloForAddress(SiloAddress siloAddress) => Silos.FirstOrDefault(silo => silo.SiloAddress.Equals(siloAddress));

    /// <summary>Returns at once: the silos of one process agree on who lives.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers write it as Orleans has it.")]
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <summary>Starts one more silo.</summary>
    public InProcessSiloHandle StartAdditionalSilo() => StartAdditionalSiloAsync().GetAwaiter().GetResult();

    /// <summary>Starts one more silo.</summary>
    public async Task<InProcessSiloHandle> StartAdditionalSiloAsync() => (await StartSilosAsync(1))[0];

    /// <summary>Starts several more silos, one after the other.</summary>
    public async Task<List<InProcessSiloHandle>> StartSilosAsync(int silosToStart)
    {
        List<InProcessSiloHandle> started = [];
        for (var i = 0; i < silosToStart; i++)
            started.Add(await StartSiloAsync(_started++));
        return started;
    }

    /// <summary>Stops a silo: its grains are deactivated, waiting calls go on elsewhere.</summary>
    public Task StopSiloAsync(InProcessSiloHandle instance) => EndAsync(instance, stopGracefully: true);

    /// <summary>Kills a silo: its grains are gone without a word, and the others know at once.</summary>
    public Task KillSiloAsync(InProcessSiloHandle instance) => EndAsync(instance, stopGracefully: false);

    /// <summary>Stops a silo and starts it again under a new address.</summary>
    public async Task<InProcessSiloHandle?> RestartSiloAsync(InProcessSiloHandle instance)
    {
        if (instance is null)
            return null;
        await StopSiloAsync(instance);
        return await StartSiloAsync(instance.InstanceNumber);
    }

    /// <summary>Stops all silos, the client stays.</summary>
    public async Task StopSilosAsync()
    {
        foreach (var silo in Silos)
            await StopSiloAsync(silo);
    }

    /// <summary>Stops the client and all silos.</summary>
    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        await StopSilosAsync();
    }

    /// <inheritdoc cref="StopAllSilosAsync"/>
    public void StopAllSilos() => StopAllSilosAsync().GetAwaiter().GetResult();

    /// <summary>Stops the client.</summary>
    public async Task StopClusterClientAsync()
    {
        if (_client is not { } client)
            return;
        _client = null;
        await client.StopAsync(CancellationToken.None);
        await DisposeAsync(client);
    }

    /// <summary>The client is gone without a word.</summary>
    public async Task KillClientAsync()
    {
        if (_client is not { } client)
            return;
        _client = null;
        await DisposeAsync(client);
    }

    /// <summary>Makes a new client.</summary>
    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync();
        var builder = CreateBuilder("TestClusterClient");
        foreach (var configure in Options.ClientHostConfigurationDelegates)
            configure(builder);
        builder.UseOrleansClient(client => client.Services.Configure<ClusterOptions>(Name));
        _client = builder.Build();
        await _client.StartAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAllSilosAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
        foreach (var silo in Silos)
            silo.Dispose();
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }

    private async Task EndAsync(InProcessSiloHandle? instance, bool stopGracefully)
    {
        if (instance is null)
            return;
        await instance.StopSiloAsync(stopGracefully);
        await instance.DisposeAsync();
        lock (_silos)
            _silos.Remove(instance);
    }

    private async Task<InProcessSiloHandle> StartSiloAsync(short number)
    {
        var options = new InProcessTestSiloSpecificOptions
        {
            SiloName = string.Create(CultureInfo.InvariantCulture, $"Silo_{number}"),
            SiloPort = FirstPort + number,
        };
        var builder = CreateBuilder(options.SiloName);
        foreach (var configure in Options.SiloHostConfigurationDelegates)
            configure(options, builder);
        builder.UseOrleans(silo =>
        {
            silo.Services.Configure<ClusterOptions>(Name);
            silo.Services.Configure<SiloOptions>(own => own.SiloName = options.SiloName);
            silo.Services.Configure<EndpointOptions>(own => own.SiloPort = options.SiloPort);
        });
        var host = builder.Build();
        await host.StartAsync(CancellationToken.None);
        var address = host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        var handle = new InProcessSiloHandle(Cluster)
        {
            Name = options.SiloName,
            SiloHost = host,
            SiloAddress = address,
            GatewayAddress = address,
            InstanceNumber = number,
        };
        lock (_silos)
            _silos.Add(handle);
        return handle;
    }

    private HostApplicationBuilder CreateBuilder(string name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = name });
        builder.Services.AddLogging();
        builder.Services.AddSingleton(Cluster);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        return builder;
    }

    private void Name(ClusterOptions options)
    {
        options.ClusterId = Options.ClusterId;
        options.ServiceId = Options.ServiceId;
    }

    /// <summary>Silos of a test don't listen to the process's signals, and start without waiting for anything.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
