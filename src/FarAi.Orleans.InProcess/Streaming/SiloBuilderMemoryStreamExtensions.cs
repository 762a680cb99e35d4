using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Adds memory streams to a host.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>
    /// Adds a stream provider whose events live in memory. Subscriptions live in the grain storage named as the provider, or
    /// "PubSubStore".
    /// </summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name, Action<ISiloMemoryStreamConfigurator>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        AddProvider(builder.Services, name);
        builder.Services.TryAddKeyedTransient<IGrainExtension, StreamConsumer>(typeof(IStreamConsumerExtension));
        configure?.Invoke(new MemoryStreamConfigurator(name, builder.Services));
        return builder;
    }

    internal static void AddProvider(IServiceCollection services, string name) => services.AddKeyedSingleton<IStreamProvider>(name, (provider, _) =>
        new MemoryStreamProvider(name, provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<ILogger<StreamConsumer>>()));
}
