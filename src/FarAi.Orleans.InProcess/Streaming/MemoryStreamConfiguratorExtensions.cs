using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>What a memory stream provider can be told.</summary>
public static class MemoryStreamConfiguratorExtensions
{
    /// <summary>Accepted and without effect: every stream has a queue of its own here.</summary>
    public static void ConfigurePartitioning(this IMemoryStreamConfigurator configurator, int numOfQueues = 8)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numOfQueues);
    }

    /// <summary>Sets how events are delivered.</summary>
    public static void ConfigurePullingAgent(this ISiloMemoryStreamConfigurator configurator, Action<OptionsBuilder<StreamPullingAgentOptions>>? configureOptions = null) =>
        configurator.ConfigureDelegate(services => configureOptions?.Invoke(services.AddOptions<StreamPullingAgentOptions>(configurator.Name)));
}
