namespace FarAi.Core.Nodes;

/// <summary>What a machine is, read from its system, and what it can do, measured.</summary>
public sealed record HardwareFingerprint
{
    /// <summary>Operating system, as the runtime describes it.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Processor architecture, for example <c>X64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Processor model name.</summary>
    public required string CpuModel { get; init; }

    /// <summary>Logical processors that the process may use.</summary>
    public required int LogicalCores { get; init; }

    /// <summary>SIMD instruction sets that the kernels use, widest first.</summary>
    public required IReadOnlyList<string> InstructionSets { get; init; }

    /// <summary>Installed memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory free for models, bytes; operators may cap it.</summary>
    public required long AvailableMemoryBytes { get; init; }

    /// <summary>Free storage under the data folder, bytes.</summary>
    public required long StorageFreeBytes { get; init; }

    /// <summary>Graphics processors; empty where there are none.</summary>
    public required IReadOnlyList<GpuDevice> Gpus { get; init; }

    /// <summary>Measured single-precision throughput of the node's kernels, floating-point operations per second.</summary>
    public required double ComputeFlops { get; init; }

    /// <summary>Measured memory read bandwidth, bytes per second.</summary>
    public required double MemoryBandwidth { get; init; }
}
