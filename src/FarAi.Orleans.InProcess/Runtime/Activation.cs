using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One activation of a grain: makes the grain object in its first turn, admits requests by <see cref="RequestGate"/>, and ends
/// in order. All private state is touched in turns only, so it needs no lock.
/// </summary>
internal sealed class Activation : RequestTarget, IGrainContext, ICallChainReentrancy
{
    // A turn that starts waiting requests gives way to others after so many.
    private const int RequestsPerTurn = 64;

    private readonly GrainHost _host;
    private readonly IActivationOwner _owner;
    private readonly RequestGate _gate;
    private readonly List<GrainRequest> _waiting;
    private readonly long _number;
    private EndSignal _end;
    private ActivationScope? _scope;
    private TaskCompletionSource? _drained;
    private EndRequest? _endRequested;
    private MigrationOrder? _move;
    private EnumerationSet? _enumerations;
    private bool _pumpPosted;
    private long _busyUntil;
    private GrainRequest? _timed;
    private long _timedFrom;
    private int _load;

    public Activation(GrainHost host, GrainClassDescriptor grainClass, GrainId id, IActivationOwner owner, List<GrainRequest>? inherited = null)
    {
        _host = host;
        _owner = owner;
        _gate = new RequestGate(grainClass);
        _waiting = inherited ?? [];
        _load = _waiting.Count;
        _number = host.Cluster.NextActivation();
        Counters = host.Counters.GetOrAdd(grainClass.GrainClass, static (_, known) => new ClassCounters(known), grainClass);
        GrainId = id;
        Turns = new TurnQueue(this, host);
        _busyUntil = host.Time.GetTimestamp();
        foreach (var request in _waiting)
            request.CurrentTarget = this;
    }

    public ClassCounters Counters { get; }

    public GrainClassDescriptor GrainClass => Counters.GrainClass;

    public ActivationState State { get; private set; }

    public override GrainHost Host => _host;

    /// <summary>Where <see cref="ActivationSet"/> keeps it.</summary>
    public int Place { get; set; }

    public override TurnQueue Turns { get; }

    public override string Name => GrainId.ToString();

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => field ??= _host.References.UntypedReference(GrainId);

    public ActivationId ActivationId => new(_number);

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = _host.Address };

    public IServiceProvider ActivationServices => _scope ??= new ActivationScope(_host);

    public ActivationLifecycle Lifecycle { get; } = new();

    public IGrainLifecycle ObservableLifecycle => Lifecycle;

    public ActivationTimers Timers { get; } = new();

    /// <summary>What the activation brings along from another silo.</summary>
    public MigrationOrder? Luggage { get; init; }

    public Task Deactivated => _end.Task;

    /// <summary>Enumerations that this activation serves.</summary>
    public EnumerationSet Enumerations => _enumerations ??= new EnumerationSet(this, _host);

    /// <summary>Requests sent and not yet ended; read by the pool of stateless workers from other threads.</summary>
    public int Load => Volatile.Read(ref _load);

    public override bool TrySend(GrainRequest request)
    {
        request.CurrentTarget = this;
        Interlocked.Increment(ref _load);
        if (Turns.TryEnqueue(request))
            return true;
        Interlocked.Decrement(ref _load);
        return _host.IsLimbo;
    }

    public override void Receive(GrainRequest request)
    {
        // Behind a posted pump requests wait in line: it may be about to start older ones.
        if (State == ActivationState.Valid && !_pumpPosted && _gate.MayStart(request, GrainInstance!))
        {
            if (Run(request))
                Turns.AnswerAfterTurn(request);
            return;
        }

        _waiting.Add(request);
        if (State == ActivationState.Activating && _waiting.Count == 1 && GrainInstance is null)
            Start();
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        Turns.Post(static state => ((EndRequest)state!).Apply(), new EndRequest(this, deactivationReason));

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        Migrate(new MigrationOrder(requestContext));

    /// <summary>As <see cref="Migrate(Dictionary{string, object}, CancellationToken)"/>; of several orders the first counts.</summary>
    public void Migrate(MigrationOrder order) => Turns.Post(
        static state => ((EndRequest)state!).Apply(),
        new EndRequest(this, new DeactivationReason(DeactivationReasonCode.Migrating, "Migrating to a new location."), order));

    /// <summary>Ends the activation if it has been idle for an age; in a turn.</summary>
    public bool TryEndIdle(TimeSpan age)
    {
        if (!LooksIdle(age) || State != ActivationState.Valid || _enumerations is { Count: > 0 })
            return false;
        RequestEnd(new EndRequest(this, new DeactivationReason(DeactivationReasonCode.ActivationIdle, "No call arrived for the collection age.")));
        return true;
    }

    /// <summary>A cheap look from another thread at whether <see cref="TryEndIdle"/> is worth a turn.</summary>
    public bool LooksIdle(TimeSpan age) => Load == 0 && _host.Time.GetElapsedTime(Volatile.Read(ref _busyUntil)) >= age;

    public void DelayDeactivation(TimeSpan delay)
    {
        var from = _host.Time.GetTimestamp();
        var until = delay == TimeSpan.MaxValue || delay == Timeout.InfiniteTimeSpan
            ? long.MaxValue / 2
            : from + (long)(delay.TotalSeconds * _host.Time.TimestampFrequency);
        Volatile.Write(ref _busyUntil, delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan ? from : until);
    }

    public void Enter(Guid chain) => _gate.Open(chain);

    public void Leave(Guid chain) => _gate.Shut(chain);

    /// <summary>Starts an activation that inherited requests; only once others can find it, for it may fail and end at once.</summary>
    public void Start() => Turns.Post(static self => _ = ((Activation)self!).ActivateAsync(), this);

    // True: it has ended and is to be answered.
    private bool Run(GrainRequest request)
    {
        // Whoever timed out or was cancelled while it waited is not worth running.
        if (request.IsCompleted)
        {
            request.UnlinkCancellation();
            Interlocked.Decrement(ref _load);
            return false;
        }

        _gate.OnStarted(request);
        if (request.Method is { } method && Counters.Of(method).OnStarted())
            (_timed, _timedFrom) = (request, _host.Time.GetTimestamp());
        Turns.EnterCleanContext();
        if (request.CallContext is { } values)
            RequestContext.Values = values;
        var ended = request.IsFiltered && _host.Filters.Concern(GrainInstance!)
            ? request.InvokeFiltered(new IncomingCall(request, this, GrainInstance!, _host.Filters.Incoming))
            : request.Invoke(GrainInstance!);
        Turns.EnterCleanContext();
        if (ended)
            OnInvoked(request);
        else
            AwaitEnd(request);
        return ended;
    }

    // Apart from Run: a method that makes a closure of its parameter makes it on entry, for calls too that end at once.
    private void AwaitEnd(GrainRequest request) => request.OnInvoked(() => OnInvokedLater(request));

    private void OnInvokedLater(GrainRequest request)
    {
        OnInvoked(request);
        if (!_host.IsDead)
            request.Answer();
    }

    private void OnInvoked(GrainRequest request)
    {
        request.UnlinkCancellation();
        _gate.OnEnded(request);
        if (request == _timed)
            OnTimedEnded(request);
        Interlocked.Decrement(ref _load);
        // Reading the clock is a fifth of a call's cost: once is enough.
        if (request.CountsAsActivity && _host.Time.GetTimestamp() is var now && _busyUntil < now)
            Volatile.Write(ref _busyUntil, now);
        if (request.Settle() is { } error)
            OnRequestFailed(request, error);
        if (_waiting.Count > 0)
            PostPump();
        if (_gate.Running == 0 && _drained is { } drained)
            Turns.Post(static drained => ((TaskCompletionSource)drained!).TrySetResult(), drained);
    }

    private void OnTimedEnded(GrainRequest request)
    {
        _timed = null;
        Counters.Of(request.Method!).OnTimed(_host.Time.GetTimestamp() - _timedFrom);
    }

    private void OnRequestFailed(GrainRequest request, Exception error)
    {
        if (request.Method is { } method)
            Counters.Of(method).OnFailed();
        if (request.IsOneWay)
            _host.LogOneWayFailed(request, error);
        if (error is not InconsistentStateException { IsSourceActivation: true } conflict)
            return;
        // Only the activation whose state is stale ends, not its callers up the chain.
        conflict.IsSourceActivation = false;
        Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, conflict, "The stored state was changed by another activation."));
    }

    // Always a turn of its own: a call may end inside another's turn, when that one completes what it awaited.
    private void PostPump()
    {
        if (_pumpPosted)
            return;
        _pumpPosted = true;
        Turns.Post(static self => ((Activation)self!).StartWaiting(), this);
    }

    private void StartWaiting()
    {
        _pumpPosted = false;
        var started = 0;
        for (var i = 0; i < _waiting.Count && State == ActivationState.Valid;)
        {
            var request = _waiting[i];
            if (!_gate.MayStart(request, GrainInstance!))
            {
                i++;
                continue;
            }

            if (started++ == RequestsPerTurn)
            {
                PostPump();
                return;
            }

            _waiting.RemoveAt(i);
            if (Run(request) && !_host.IsDead)
                request.Answer();
            // If it has ended already, one further up may start now.
            i = 0;
        }
    }

    private async Task ActivateAsync()
    {
        if (State != ActivationState.Activating || GrainInstance is not null)
            return;
        try
        {
            using var deadline = new CancellationTokenSource(_host.Collection.ActivationTimeout, _host.Time);
            if (_waiting is [{ CallContext: { } values }, ..])
                RequestContext.Values = values;
            GrainInstance = GrainClass.Create(this);
            Luggage?.Unpack(this);
            await Lifecycle.StartAsync(GrainInstance as IGrainBase, deadline.Token).WaitAsync(deadline.Token);
        }
#pragma warning disable CA1031 // Whatever the grain's constructor, its state or OnActivateAsync threw belongs to the waiting callers.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.LogActivationFailed(GrainId, error);
            await EndAsync(new DeactivationReason(DeactivationReasonCode.ActivationFailed, error, "Failed to activate grain."));
            return;
        }

        State = ActivationState.Valid;
        Volatile.Write(ref _busyUntil, Math.Max(_busyUntil, _host.Time.GetTimestamp()));
        if (_endRequested is { } end)
            await EndAsync(end.Reason);
        else
            PostPump();
    }

    private void RequestEnd(EndRequest end)
    {
        _move ??= end.Move;
        if (State == ActivationState.Valid || (State == ActivationState.Activating && GrainInstance is null && _waiting.Count == 0))
            _ = EndAsync(end.Reason);
        else
            _endRequested ??= end;
    }

    private async Task EndAsync(DeactivationReason reason)
    {
        var wasValid = State == ActivationState.Valid;
        State = ActivationState.Deactivating;
        using var deadline = new CancellationTokenSource(_host.Collection.DeactivationTimeout, _host.Time);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _host.Stopping);
        try
        {
            Timers.DisposeAll();
            await (_enumerations?.EndAsync(stopping.Token) ?? Task.CompletedTask);
            await WhenDrainedAsync().WaitAsync(stopping.Token);
            await Lifecycle.StopAsync(wasValid ? GrainInstance as IGrainBase : null, reason, stopping.Token).WaitAsync(stopping.Token);
            if (!wasValid || _move?.TryPack(this) != true)
                _move = null;
        }
#pragma warning disable CA1031 // The activation ends whatever its grain does; the failure is logged and the successor starts clean.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.LogDeactivationFailed(GrainId, error);
            _move = null;
        }

        await DisposeInstanceAsync();
        State = ActivationState.Invalid;
        if (_host.IsDead)
            return;
        var unstarted = Turns.Close();
        unstarted.InsertRange(0, _waiting);
        _waiting.Clear();
        foreach (var pinned in unstarted.Where(request => request.IsPinned))
            pinned.Reject(new EnumerationAbortedException($"Enumeration aborted: {GrainId} was deactivated ({reason.Description})"));
        unstarted.RemoveAll(request => request.IsPinned);
        var failure = reason.ReasonCode == DeactivationReasonCode.ActivationFailed ? reason.Exception : null;
        if (failure is not null)
        {
            foreach (var request in unstarted)
                request.Reject(failure);
            unstarted = [];
        }

        _owner.OnEnded(this, unstarted, _move);
        _end.Set(_host.Scheduler);
    }

    /// <summary>Stops existing: no turn runs any more, timers stop, nobody is told. Called from outside of its turns.</summary>
    public void Crash()
    {
        Turns.Drop();
        Timers.Stop();
    }

    private Task WhenDrainedAsync()
    {
        if (_gate.Running == 0)
            return Task.CompletedTask;
        _drained = new TaskCompletionSource();
        return _drained.Task;
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (GrainInstance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (GrainInstance as IDisposable)?.Dispose();
            if (_scope is not null)
                await _scope.DisposeAsync();
        }
#pragma warning disable CA1031 // As above: logged, and the end goes on.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _host.LogDeactivationFailed(GrainId, error);
        }
    }

    private sealed record EndRequest(Activation Activation, DeactivationReason Reason, MigrationOrder? Move = null)
    {
        public void Apply() => Activation.RequestEnd(this);
    }
}
