using FarAi.Cluster;
using FarAi.Grains.Hosting;
using FarAi.Grains.Shards;
using FarAi.Inference;
using FarAi.Inference.Catalog;
using FarAi.Inference.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace FarAi.GpuSilo;

/// <summary>A silo that holds a shard and runs its <see cref="ShardWorkerGrain"/>s (architecture §5).</summary>
internal static class ShardSiloProcess
{
    /// <summary>Runs until the process is asked to stop.</summary>
    /// <exception cref="StartFailedException">The model can't be loaded, or the database can't be used.</exception>
    public static async Task<int> RunAsync(ShardSiloSettings settings, TextWriter output, CancellationToken stop)
    {
        await ClusterHosting.RequireAsync(settings.Cluster, stop);
        using var store = new ShardStore();
        var key = Load(settings, store);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddSimpleConsole(o => (o.SingleLine, o.TimestampFormat, o.ColorBehavior) = (true, "HH:mm:ss ", LoggerColorBehavior.Disabled));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        ClusterHosting.AddSilo(builder, settings.Cluster with { Role = SiloRole.Gpu, Shards = [key] }, data: null);
        builder.Services.AddSingleton(store);
        builder.Services.AddFarAiGrains(new ModelCatalog([]));
        using var host = builder.Build();
        await host.StartAsync(stop);
        await output.WriteLineAsync($"gpu silo with shard {key}".AsMemory(), stop);
        await output.FlushAsync(stop);
        await host.WaitForShutdownAsync(stop);
        return ExitCodes.Success;
    }

    private static string Load(ShardSiloSettings settings, ShardStore store)
    {
        try
        {
            var shard = settings.Layers is { } layers ? LlamaShard.Load(settings.Model, layers) : LlamaShard.LoadWhole(settings.Model);
            store.Add(settings.ModelId, shard);
            return ShardStore.KeyOf(settings.ModelId, shard.Layers);
        }
        catch (Exception exception) when (exception is ModelFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartFailedException(ExitCodes.Model, $"the shard can't be loaded from {settings.Model}: {exception.Message}", exception);
        }
    }
}
