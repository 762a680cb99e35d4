using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Sets up a memory stream provider.</summary>
public interface IMemoryStreamConfigurator
{
    /// <summary>The provider's name.</summary>
    string Name { get; }

    /// <summary>Registers services.</summary>
    Action<Action<IServiceCollection>> ConfigureDelegate { get; }
}
