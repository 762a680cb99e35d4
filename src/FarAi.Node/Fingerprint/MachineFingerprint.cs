using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using FarAi.Core.Nodes;

namespace FarAi.Node.Fingerprint;

/// <summary>Reads and measures this machine, in under 0.3 s where no graphics driver must be asked.</summary>
public static class MachineFingerprint
{
    /// <summary>The fingerprint.</summary>
    /// <param name="dataDirectory">Whose storage counts.</param>
    /// <param name="memoryCap">Most bytes that the operator gives, or null.</param>
    /// <param name="time">Times the measurements.</param>
    public static async Task<HardwareFingerprint> MeasureAsync(string dataDirectory, long? memoryCap, TimeProvider time)
    {
        var gpus = GpuProbe.ReadAsync();
        var (total, available) = LinuxFiles.Memory();
        var runtime = GC.GetGCMemoryInfo();
        var free = Math.Min(available ?? (runtime.TotalAvailableMemoryBytes - runtime.MemoryLoadBytes), LinuxFiles.ControlGroupRoom() ?? long.MaxValue);
        return new HardwareFingerprint
        {
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            CpuModel = LinuxFiles.CpuModel() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown",
            LogicalCores = Environment.ProcessorCount,
            InstructionSets = InstructionSets(),
            MemoryBytes = total ?? runtime.TotalAvailableMemoryBytes,
            AvailableMemoryBytes = Math.Min(free, memoryCap ?? long.MaxValue),
            StorageFreeBytes = StorageFree(dataDirectory),
            ComputeFlops = SpeedProbe.Flops(time),
            MemoryBandwidth = SpeedProbe.Bandwidth(time),
            Gpus = await gpus,
        };
    }

    private static List<string> InstructionSets()
    {
        List<string> sets = [];
        Add(Avx512BW.IsSupported, "AVX-512BW");
        Add(Avx512F.IsSupported, "AVX-512F");
        Add(Avx2.IsSupported, "AVX2");
        Add(Fma.IsSupported, "FMA");
        Add(Sse42.IsSupported, "SSE4.2");
        Add(AdvSimd.IsSupported, "AdvSIMD");
        return sets;

        void Add(bool supported, string name)
        {
            if (supported)
                sets.Add(name);
        }
    }

    private static long StorageFree(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
