using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
#if GRAINHOST_ORLEANS
using Orleans.Serialization;
using Orleans.TestingHost;
#else
using FarAi.Orleans.InProcess;
#endif

namespace FarAi.Grains.Tests.Fixture;

/// <summary>A small grid of grains: on the in-process host, or on Microsoft Orleans with <c>-p:GrainHost=Orleans</c>. The same tests run on both.</summary>
internal sealed class GridCluster : IAsyncDisposable
{
    public static ServedModel Model { get; } = ModelCatalog.Read("far-tiny", Bundled("target"), Bundled("draft"));

    private readonly IAsyncDisposable _host;

    private GridCluster(IAsyncDisposable host, IGrainFactory grains)
    {
        (_host, Grains) = (host, grains);
    }

    public IGrainFactory Grains { get; }

    /// <param name="configure">Changes the grains' options.</param>
    /// <param name="silo">Changes the silo.</param>
    /// <param name="database">A file that outlives the cluster (in-process host only); memory where null.</param>
    public static async Task<GridCluster> Start(Action<GrainsOptions>? configure = null, Action<ISiloBuilder>? silo = null, string? database = null)
    {
        var catalog = new ModelCatalog([Model]);
#if GRAINHOST_ORLEANS
        Assert.Null(database); // Orleans' file-backed storage needs a database server; the next issue brings it
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, host) =>
        {
            host.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
            host.Services.AddSerializer(AddDomainTypes);
            host.Services.AddFarAiGrains(catalog, configure);
            silo?.Invoke(host);
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(AddDomainTypes));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new GridCluster(cluster, cluster.Client);

        static void AddDomainTypes(ISerializerBuilder serializer) =>
            serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("FarAi.Core", StringComparison.Ordinal) == true);
#else
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(host =>
        {
            host.UseLocalhostClustering();
            if (database is null)
                host.AddMemoryGrainStorage(GrainsServiceCollectionExtensions.Storage);
            else
                host.AddSqliteGrainStorage(GrainsServiceCollectionExtensions.Storage, o => o.Path = database);
            host.Services.AddFarAiGrains(catalog, configure);
            silo?.Invoke(host);
        });
        var app = builder.Build();
        await app.StartAsync();
        return new GridCluster(new Stopping(app), app.Services.GetRequiredService<IGrainFactory>());
#endif
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>A folder of the bundled pair.</summary>
    public static string Bundled(string role)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FarAi.Orleans.sln")))
            folder = folder.Parent;
        var root = folder?.FullName ?? Environment.GetEnvironmentVariable("FARAI_ROOT") ?? throw new InvalidOperationException("run the tests inside the repository, or set FARAI_ROOT");
        return Path.Combine(root, "models", "far-tiny", role);
    }

#if !GRAINHOST_ORLEANS
    private sealed class Stopping(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
#endif
}
