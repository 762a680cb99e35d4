using Orleans;
using Orleans.Runtime;

namespace FarAi.Benchmarks;

/// <summary>Its state is in the storage in memory.</summary>
[GrainType("bench-memory-store")]
internal sealed class MemoryStoreGrain([PersistentState("state", Storages.Memory)] IPersistentState<StoredState> state) : Grain, IStoreGrain
{
    public Task Write(Message message)
    {
        state.State.Apply(message);
        return state.WriteStateAsync();
    }
}
