using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>A machine by the figures that bound its speed: vendors' data sheets, dense fp16 without sparsity.</summary>
/// <param name="Name">Product.</param>
/// <param name="Gigabytes">Memory for models, GiB.</param>
/// <param name="Teraflops">fp16 throughput, 10¹² operations per second.</param>
/// <param name="GigabytesPerSecond">Memory bandwidth, 10⁹ bytes per second.</param>
/// <param name="IsGpu">Whether it is a graphics processor.</param>
public sealed record HardwareProfile(string Name, double Gigabytes, double Teraflops, double GigabytesPerSecond, bool IsGpu = true)
{
    /// <summary>Share of a data sheet's figure that kernels reach.</summary>
    private const double Efficiency = 0.6;

    /// <summary>Time of a pass that no data sheet tells: launches, hand-overs.</summary>
    private static readonly TimeSpan PassOverhead = TimeSpan.FromMicroseconds(150);

    /// <summary>Machines that the grid's rules make Prime.</summary>
    public static IReadOnlyList<HardwareProfile> Primes { get; } =
    [
        new("NVIDIA H100 SXM", 80, 989, 3350),
        new("NVIDIA A100 80 GB", 80, 312, 2039),
        new("NVIDIA L40S", 48, 362, 864),
        new("GeForce RTX 4090", 24, 165, 1008),
        new("GeForce RTX 3090", 24, 71, 936),
        new("GeForce RTX 4080", 16, 97, 717),
        new("NVIDIA T4", 16, 65, 320),
        new("Apple M2 Max", 48, 27, 400),
        new("AMD Ryzen 9 7950X", 48, 2.3, 83, IsGpu: false),
    ];

    /// <summary>Machines in the middle.</summary>
    public static IReadOnlyList<HardwareProfile> Rangers { get; } =
    [
        new("GeForce RTX 2060", 6, 52, 336),
        new("GeForce GTX 1650", 4, 6, 128),
    ];

    /// <summary>Machines that only draft.</summary>
    public static IReadOnlyList<HardwareProfile> Scouts { get; } =
    [
        new("GeForce GTX 1050", 2, 1.9, 112),
        new("GeForce MX550", 2, 5.3, 96),
        new("GeForce GTX 1060 3 GB", 3, 3.9, 192),
        new("Intel Core i5-1135G7", 3, 0.6, 51, IsGpu: false),
        new("Raspberry Pi 5", 3, 0.06, 17, IsGpu: false),
    ];

    /// <summary>The layer that the grid's rules give the machine.</summary>
    public SwarmLayer Kind => LayerRules.Assign(Fingerprint(), null, new LayerOptions());

    /// <summary>Bytes for weights and caches.</summary>
    public long MemoryBytes => (long)(Gigabytes * (1L << 30));

    /// <summary>Time of one pass of some rows through weights of that many bytes (two per parameter): the weights are read once, every row computes.</summary>
    public TimeSpan Pass(long weightBytes, int rows)
    {
        var read = weightBytes / (GigabytesPerSecond * 1e9 * Efficiency);
        var compute = weightBytes * (double)rows / (Teraflops * 1e12 * Efficiency);
        return PassOverhead + TimeSpan.FromSeconds(Math.Max(read, compute));
    }

    /// <summary>Time to read weights from the machine's drive, at 2 GB/s.</summary>
    public static TimeSpan Load(long weightBytes) => TimeSpan.FromSeconds(0.05 + (weightBytes / 2e9));

    /// <summary>What the machine says of itself.</summary>
    public HardwareFingerprint Fingerprint() => new()
    {
        OperatingSystem = "simulated",
        Architecture = "X64",
        CpuModel = IsGpu ? "simulated host" : Name,
        LogicalCores = 16,
        InstructionSets = [],
        MemoryBytes = MemoryBytes,
        AvailableMemoryBytes = MemoryBytes,
        StorageFreeBytes = 1L << 40,
        Gpus = IsGpu ? [new GpuDevice(Name, MemoryBytes)] : [],
        ComputeFlops = Teraflops * 1e12 * Efficiency,
        MemoryBandwidth = GigabytesPerSecond * 1e9 * Efficiency,
    };
}
