using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Core;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One stored state of one activation. Operations run one after the other. As in Orleans, a write starts in a later turn and
/// takes the state as it is then; writes asked for before it starts share it. Touched in the activation's turns only.
/// </summary>
internal sealed class PersistentState<TState> : IPersistentState<TState>, ILifecycleObserver, IGrainMigrationParticipant
{
    private static readonly Func<TState> s_create = FindConstructor();

    private readonly string _name;
    private readonly GrainId _grain;
    private readonly IGrainStorage _storage;
    private GrainState<TState> _record = new();
    private Operation? _last;
    private bool _loaded;

    public PersistentState(string name, GrainId grain, IGrainStorage storage)
    {
        _name = name;
        _grain = grain;
        _storage = storage;
    }

    private enum Kind
    {
        Read,
        Write,
        Clear,
    }

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _loaded ? _record.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    private string LuggageKey => "state." + _name;

    public Task OnStart(CancellationToken cancellationToken = default) => _loaded ? Task.CompletedTask : ReadStateAsync(cancellationToken);

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (_loaded)
            dehydrationContext.TryAddValue(LuggageKey, _record);
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<GrainState<TState>>(LuggageKey, out var record))
            return;
        _record = record;
        _loaded = true;
    }

    public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task ReadStateAsync() => Queue(Kind.Read, CancellationToken.None);

    public Task WriteStateAsync() => Queue(Kind.Write, CancellationToken.None);

    public Task ClearStateAsync() => Queue(Kind.Clear, CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Queue(Kind.Read, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => Queue(Kind.Write, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => Queue(Kind.Clear, cancellationToken);

    // Once per state type and process: the state's own constructor, or an empty object for records that have none without arguments.
    private static Func<TState> FindConstructor()
    {
        if (typeof(TState).IsValueType)
            return static () => default!;
        var constructor = typeof(TState).GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []);
        return constructor is null
            ? static () => (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState))
            : () => (TState)constructor.Invoke(null);
    }

    private Task Queue(Kind kind, CancellationToken cancellation)
    {
        if (_last is { Started: false } waiting && waiting.Kind == kind && kind != Kind.Read && !cancellation.CanBeCanceled && !waiting.CanBeCanceled)
            return waiting.Completion!;
        var operation = new Operation(kind, cancellation.CanBeCanceled);
        var predecessor = _last;
        _last = operation;
        operation.Completion = RunAsync(operation, predecessor?.Completion, cancellation);
        return operation.Completion;
    }

    private async Task RunAsync(Operation operation, Task? predecessor, CancellationToken cancellation)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (predecessor is not null)
            await predecessor.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        operation.Started = true;
        try
        {
            await (operation.Kind switch
            {
                Kind.Read => _storage.ReadStateAsync(_name, _grain, _record, cancellation),
                Kind.Write => _storage.WriteStateAsync(_name, _grain, _record, cancellation),
                _ => _storage.ClearStateAsync(_name, _grain, _record, cancellation),
            });
            if (operation.Kind != Kind.Write && _record.State is null)
                _record.State = s_create();
            _loaded = true;
        }
        finally
        {
            if (_last == operation)
                _last = null;
        }
    }

    private sealed class Operation(Kind kind, bool canBeCanceled)
    {
        public Kind Kind { get; } = kind;

        public bool CanBeCanceled { get; } = canBeCanceled;

        public bool Started { get; set; }

        public Task? Completion { get; set; }
    }
}
