using FarAi.Orleans.InProcess;

namespace Orleans.Hosting;

/// <summary>Adds streams to a client.</summary>
public static class ClientBuilderStreamingExtensions
{
    /// <summary>Adds the client's side of a memory stream provider; the silos have one of the same name.</summary>
    public static IClientBuilder AddMemoryStreams(this IClientBuilder builder, string name, Action<IClusterClientMemoryStreamConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        SiloBuilderMemoryStreamExtensions.AddProvider(builder.Services, name);
        configure?.Invoke(new MemoryStreamConfigurator(name, builder.Services));
        return builder;
    }
}
