namespace FarAi.Core.Nodes;

/// <summary>A graphics processor as its driver reports it.</summary>
/// <param name="Name">The driver's product name.</param>
/// <param name="MemoryBytes">Total device memory.</param>
public sealed record GpuDevice(string Name, long MemoryBytes);
