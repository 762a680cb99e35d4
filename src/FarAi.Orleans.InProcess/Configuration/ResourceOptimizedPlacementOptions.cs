namespace Orleans.Configuration;

/// <summary>Weights of resource-optimized placement. Defaults are those of Orleans; in one process only activations differ between silos.</summary>
public sealed class ResourceOptimizedPlacementOptions
{
    /// <summary>The weight of processor use; default 40.</summary>
    public int CpuUsageWeight { get; set; } = 40;

    /// <summary>The weight of memory use; default 20.</summary>
    public int MemoryUsageWeight { get; set; } = 20;

    /// <summary>The weight of available memory; default 20.</summary>
    public int AvailableMemoryWeight { get; set; } = 20;

    /// <summary>The weight of installed memory; default 5.</summary>
    public int MaxAvailableMemoryWeight { get; set; } = 5;

    /// <summary>The weight of the number of activations; default 15.</summary>
    public int ActivationCountWeight { get; set; } = 15;

    /// <summary>How much better another silo must be, in percent, for the deciding silo not to be chosen; default 5.</summary>
    public int LocalSiloPreferenceMargin { get; set; } = 5;
}
