namespace Orleans.Configuration;

/// <summary>Options of the memory storage. Accepted for source compatibility; one process needs no storage grains.</summary>
public sealed class MemoryGrainStorageOptions
{
    /// <summary>The number of storage grains in Orleans; without effect here.</summary>
    public int NumStorageGrains { get; set; } = 10;
}
