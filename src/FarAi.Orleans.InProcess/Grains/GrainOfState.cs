using Orleans.Core;
using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Base class of grains with one stored state, which is read before OnActivateAsync. Where it is kept says
/// <see cref="Providers.StorageProviderAttribute"/>. <see cref="IPersistentState{TState}"/> is the newer way and allows several.
/// Not sealed, and without public constructor: classes of grains derive from it.
/// </summary>
public class Grain<TGrainState> : Grain
{
    private IStorage<TGrainState>? _storage;

    /// <summary>Subscribes the first read to the activation's start.</summary>
    protected Grain()
    {
        var upkeep = new Upkeep(this);
        var lifecycle = RuntimeContext.Current!.ObservableLifecycle;
        lifecycle.AddMigrationParticipant(upkeep);
        lifecycle.Subscribe(GetType().FullName!, GrainLifecycleStage.SetupState, upkeep);
    }

    /// <summary>Uses a given storage; for tests that build a grain by hand.</summary>
    protected Grain(IStorage<TGrainState> storage) => _storage = storage;

    /// <summary>The state in memory; nothing is stored until it is written.</summary>
    protected TGrainState State
    {
        get => Storage.State;
        set => Storage.State = value;
    }

    private IStorage<TGrainState> Storage => _storage
        ?? throw new InvalidOperationException($"The state of {GetType().FullName} is read after its constructor; use it from OnActivateAsync on.");

    /// <summary>Erases the stored state.</summary>
    protected virtual Task ClearStateAsync() => Storage.ClearStateAsync();

    /// <summary>Writes the state. Throws InconsistentStateException, and the activation ends, if another one changed the record.</summary>
    protected virtual Task WriteStateAsync() => Storage.WriteStateAsync();

    /// <summary>Reads the stored state over the one in memory.</summary>
    protected virtual Task ReadStateAsync() => Storage.ReadStateAsync();

    /// <summary>Reads the state when the activation starts, or takes over the one that has moved with it.</summary>
    private sealed class Upkeep(Grain<TGrainState> grain) : ILifecycleObserver, IGrainMigrationParticipant
    {
        private const string MovedKey = "grain-state-migrated";
        private bool _hasMoved;

        public Task OnStart(CancellationToken cancellationToken = default)
        {
            SetUp();
            return _hasMoved ? Task.CompletedTask : grain.ReadStateAsync();
        }

        public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public void OnDehydrate(IDehydrationContext dehydrationContext)
        {
            if (grain._storage is not IGrainMigrationParticipant storage)
                return;
            dehydrationContext.TryAddValue(MovedKey, true);
            storage.OnDehydrate(dehydrationContext);
        }

        public void OnRehydrate(IRehydrationContext rehydrationContext)
        {
            SetUp();
            if (grain._storage is not IGrainMigrationParticipant storage)
                return;
            _hasMoved = rehydrationContext.TryGetValue<bool>(MovedKey, out var moved) && moved;
            storage.OnRehydrate(rehydrationContext);
        }

        private void SetUp() => grain._storage ??= new FarAi.Orleans.InProcess.PersistentState<TGrainState>(
            "state", grain.GrainContext.GrainId, FarAi.Orleans.InProcess.StorageOfGrain.Find(grain.GetType(), grain.ServiceProvider));
    }
}
