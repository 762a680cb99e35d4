using Orleans;
using Orleans.Runtime;

namespace FarAi.Benchmarks;

/// <summary>Its state is in a SQLite file; only the in-process host has such a storage.</summary>
[GrainType("bench-sqlite-store")]
internal sealed class SqliteStoreGrain([PersistentState("state", Storages.Sqlite)] IPersistentState<StoredState> state) : Grain, IStoreGrain
{
    public Task Write(Message message)
    {
        state.State.Apply(message);
        return state.WriteStateAsync();
    }
}
