using FarAi.Core.Nodes;

namespace FarAi.Core.Tests.Nodes;

public sealed class LayerRulesTests
{
    private static readonly HardwareFingerprint Machine = new()
    {
        OperatingSystem = "Linux",
        Architecture = "X64",
        CpuModel = "test",
        LogicalCores = 8,
        InstructionSets = ["AVX2"],
        MemoryBytes = 64L << 30,
        AvailableMemoryBytes = 32L << 30,
        StorageFreeBytes = 1L << 40,
        Gpus = [],
        ComputeFlops = 1e11,
        MemoryBandwidth = 2e10,
    };

    [Theory]
    [InlineData(2, SwarmLayer.Scout)]
    [InlineData(6, SwarmLayer.Ranger)]
    [InlineData(32, SwarmLayer.Prime)]
    public void Memory_DecidesTheLayer(int gibibytes, SwarmLayer layer) =>
        Assert.Equal(layer, LayerRules.Assign(Machine with { AvailableMemoryBytes = (long)gibibytes << 30 }, null, new LayerOptions()));

    [Fact]
    public void SlowMemory_IsNoPrime() => Assert.Equal(SwarmLayer.Ranger, LayerRules.Assign(Machine with { MemoryBandwidth = 1e9 }, null, new LayerOptions()));

    [Fact]
    public void DeviceMemory_CountsWhereThereIsAGpu() => Assert.Equal(
        SwarmLayer.Scout, LayerRules.Assign(Machine with { Gpus = [new GpuDevice("small", 2L << 30)] }, null, new LayerOptions()));

    [Fact]
    public void ForcedLayer_Wins() => Assert.Equal(SwarmLayer.Scout, LayerRules.Assign(Machine, SwarmLayer.Scout, new LayerOptions()));
}
