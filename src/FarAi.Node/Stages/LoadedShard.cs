using FarAi.Inference;
using FarAi.Node.Compute;

namespace FarAi.Node.Stages;

/// <summary>A shard in memory and the thread that computes with it.</summary>
internal sealed class LoadedShard(LlamaShard shard, ComputeLoop loop, MemoryBudget memory) : IDisposable
{
    public LlamaShard Shard { get; } = shard;

    public ComputeLoop Loop { get; } = loop;

    /// <summary>Stops the thread first, so that nothing computes on freed weights.</summary>
    public void Dispose()
    {
        Loop.Dispose();
        Shard.Dispose();
        memory.Release(Shard.WeightBytes);
    }
}
