using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
#if GRAINHOST_ORLEANS
using Orleans.Configuration;
using Orleans.Serialization;
#else
using FarAi.Orleans.InProcess;
#endif

namespace FarAi.Grains.Tests.Fixture;

/// <summary>
/// A small grid of grains on one silo or several, with a store that outlives each of them: on the in-process host, or on Microsoft
/// Orleans with <c>-p:GrainHost=Orleans</c>. The same tests run on both.
/// </summary>
internal sealed class GridCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly Whereabouts _whereabouts;

    private GridCluster(InProcessTestCluster cluster, Whereabouts whereabouts, SharedStorage store)
    {
        (_cluster, _whereabouts, Store) = (cluster, whereabouts, store);
    }

    public static ServedModel Model { get; } = ModelCatalog.Read("far-tiny", Bundled("target"), Bundled("draft"));

    public IGrainFactory Grains => _cluster.Client;

    public SharedStorage Store { get; }

    /// <summary>The silos' names.</summary>
    public IReadOnlyList<string> Names => [.. _cluster.Silos.Select(s => s.Name)];

    /// <param name="configure">Changes the grains' options.</param>
    /// <param name="silo">Changes each silo.</param>
    /// <param name="database">A file that outlives the cluster (in-process host only); a store in this process where null.</param>
    /// <param name="silos">How many silos.</param>
    public static async Task<GridCluster> Start(Action<GrainsOptions>? configure = null, Action<ISiloBuilder>? silo = null, string? database = null, short silos = 1)
    {
        var catalog = new ModelCatalog([Model]);
        var whereabouts = new Whereabouts();
        var store = NewStore();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.None));
        builder.ConfigureSilo((options, host) =>
        {
            host.AddIncomingGrainCallFilter(whereabouts.On(options.SiloName));
            host.Services.AddFarAiGrains(catalog, configure);
            AddHost(host, store, database);
            silo?.Invoke(host);
        });
#if GRAINHOST_ORLEANS
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
#endif
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new GridCluster(cluster, whereabouts, store);
    }

    /// <summary>The silo on which a grain was called last.</summary>
    public string? SiloOf(IAddressable grain) => _whereabouts.Of(grain);

    /// <summary>Kills a silo: no grain on it is told, nothing is stored any more.</summary>
    public Task Kill(string silo) => _cluster.KillSiloAsync(_cluster.Silos.Single(s => s.Name == silo));

    /// <summary>Ends a silo in good order.</summary>
    public Task Stop(string silo) => _cluster.StopSiloAsync(_cluster.Silos.Single(s => s.Name == silo));

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>A folder of the bundled pair.</summary>
    public static string Bundled(string role)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FarAi.Orleans.sln")))
            folder = folder.Parent;
        var root = folder?.FullName ?? Environment.GetEnvironmentVariable("FARAI_ROOT") ?? throw new InvalidOperationException("run the tests inside the repository, or set FARAI_ROOT");
        return Path.Combine(root, "models", "far-tiny", role);
    }

#if GRAINHOST_ORLEANS
    private static void AddHost(ISiloBuilder host, SharedStorage store, string? database)
    {
        Assert.Null(database); // Orleans' file-backed storage needs a database server; the end-to-end tests have one
        host.Services.AddSerializer(AddDomainTypes);
        host.Services.AddKeyedSingleton<IGrainStorage>(GrainsServiceCollectionExtensions.Storage, store);
        host.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = o.MinProbeTimeout = o.MaxProbeTimeout = TimeSpan.FromMilliseconds(400);
            (o.NumMissedProbesLimit, o.NumVotesForDeathDeclaration) = (2, 1);
        });
    }

    private static SharedStorage NewStore()
    {
        var services = new ServiceCollection();
        services.AddSerializer(AddDomainTypes);
        return new SharedStorage { Serializer = services.BuildServiceProvider().GetRequiredService<Serializer>() };
    }

    private static void AddDomainTypes(ISerializerBuilder serializer) =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("FarAi.Core", StringComparison.Ordinal) == true);
#else
    private static void AddHost(ISiloBuilder host, SharedStorage store, string? database)
    {
        if (database is null)
            host.Services.AddKeyedSingleton<IGrainStorage>(GrainsServiceCollectionExtensions.Storage, store);
        else
            host.AddSqliteGrainStorage(GrainsServiceCollectionExtensions.Storage, o => o.Path = database);
    }

    private static SharedStorage NewStore() => new();
#endif
}
