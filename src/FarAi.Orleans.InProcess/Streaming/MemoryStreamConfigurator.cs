using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess;

/// <summary>The configurator that AddMemoryStreams hands to its caller.</summary>
internal sealed class MemoryStreamConfigurator(string name, IServiceCollection services) : ISiloMemoryStreamConfigurator, IClusterClientMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate { get; } = configure => configure(services);
}
