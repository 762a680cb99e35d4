using Orleans.Streams;

namespace Orleans;

/// <summary>Streams for clients.</summary>
public static class ClientStreamingExtensions
{
    /// <summary>The stream provider with the given name; <see cref="KeyNotFoundException"/> if there is none.</summary>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) =>
        GrainStreamingExtensions.Find(client.ServiceProvider, name);
}
