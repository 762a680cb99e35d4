using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams for grains.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>The stream provider with the given name; <see cref="KeyNotFoundException"/> if there is none.</summary>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);

    /// <summary>The stream provider with the given name; <see cref="KeyNotFoundException"/> if there is none.</summary>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) => Find(grain.GrainContext.ActivationServices, name);

    internal static IStreamProvider Find(IServiceProvider services, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentNullException(nameof(name));
        return services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"Stream provider '{name}' not found");
    }
}
