namespace Orleans.Hosting;

/// <summary>Sets up a memory stream provider in a client.</summary>
public interface IClusterClientMemoryStreamConfigurator : IMemoryStreamConfigurator
{
}
