using FarAi.Inference;
using FarAi.Node.Compute;

namespace FarAi.Node.Drafting;

/// <summary>A draft model in memory, its sessions and its thread.</summary>
internal sealed class LoadedDraft(LlamaShard model, DraftWorker worker, ComputeLoop loop, MemoryBudget memory) : IDisposable
{
    public LlamaShard Model { get; } = model;

    public DraftWorker Worker { get; } = worker;

    public ComputeLoop Loop { get; } = loop;

    /// <summary>Stops the thread first, so that nothing computes on freed weights.</summary>
    public void Dispose()
    {
        Loop.Dispose();
        Model.Dispose();
        memory.Release(Model.WeightBytes);
    }
}
