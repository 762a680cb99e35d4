namespace Orleans.Hosting;

/// <summary>Sets up a memory stream provider in a silo.</summary>
public interface ISiloMemoryStreamConfigurator : IMemoryStreamConfigurator
{
}
