using Orleans.Core;
using Orleans.Runtime;
using Orleans.Storage;

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
    protected Grain() =>
        RuntimeContext.Current!.ObservableLifecycle.Subscribe(GetType().FullName!, GrainLifecycleStage.SetupState, new FirstRead(this));

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

    private sealed class FirstRead(Grain<TGrainState> grain) : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken = default)
        {
            grain._storage ??= new FarAi.Orleans.InProcess.PersistentState<TGrainState>(
                "state", grain.GrainContext.GrainId, GrainStorageHelpers.GetGrainStorage(grain.GetType(), grain.ServiceProvider));
            return grain.ReadStateAsync();
        }

        public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
