using System.Collections.Concurrent;
using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>All activations of one process: finds or makes the target of every request, ends idle ones, ends all at shutdown.</summary>
internal sealed partial class GrainHost : IActivationOwner, IDisposable
{
    private readonly ConcurrentDictionary<GrainId, RequestTarget> _targets = new();
    private readonly ConcurrentDictionary<TimeSpan, ResponseDeadlines> _deadlines = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResponseDeadlines? _defaultDeadlines;
    private readonly ITimer _collector;
    private readonly ILogger _logger;
    private long _observers;

    public GrainHost(
        IServiceProvider services,
        TimeProvider time,
        TurnScheduler scheduler,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILogger<GrainHost> logger)
    {
        Services = services;
        Time = time;
        Scheduler = scheduler;
        Collection = collection.Value;
        ResponseTimeout = messaging.Value.ResponseTimeout;
        _logger = logger;
        References = new GrainReferenceContext(this);
        Stopping = _stopping.Token;
        _defaultDeadlines = DeadlinesFor(ResponseTimeout);
        using (ExecutionContext.SuppressFlow())
            _collector = time.CreateTimer(static self => ((GrainHost)self!).CollectIdle(), this, Collection.CollectionQuantum, Collection.CollectionQuantum);
    }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public TurnScheduler Scheduler { get; }

    public GrainCollectionOptions Collection { get; }

    public TimeSpan ResponseTimeout { get; }

    public ILogger Logger => _logger;

    public GrainReferenceContext References { get; }

    /// <summary>Found on the first call: a filter may itself want grain references, and those want the host.</summary>
    public CallFilters Filters => field ??= CallFilters.Of(Services);

    public GrainManifest Interfaces { get; } = GrainManifest.OfThisProcess;

    /// <summary>Cancelled when shutdown has run out of time and no longer waits for grains.</summary>
    public CancellationToken Stopping { get; }

    public bool IsStopping { get; private set; }

    public static SiloUnavailableException StoppedError(GrainRequest request) =>
        new($"The local Orleans host is shutting down and can no longer process the request: {request}.");

    /// <summary>Sends a call; its promise is kept or broken by one of the callee, the time-out, the caller's token or the host.</summary>
    public void Send(GrainReference reference, GrainRequest request)
    {
        request.Target = reference.GrainId;
        request.CallContext = RequestContext.Values;
        request.Caller = SynchronizationContext.Current as TurnQueue;
        if (!request.TryLinkCancellation())
            return;
        if (!request.IsOneWay)
            (request.ResponseTimeout is { } timeout ? DeadlinesFor(timeout) : _defaultDeadlines)?.Add(request);
        Dispatch(request);
    }

    public void Dispatch(GrainRequest request)
    {
        SpinWait spin = default;
        while (true)
        {
            if (!_targets.TryGetValue(request.Target, out var target))
            {
                if (Interfaces.ClassOf(request.Target.Type) is not { } grainClass)
                {
                    request.Reject(NoTarget(request));
                    return;
                }

                if (IsStopping)
                {
                    request.Reject(StoppedError(request));
                    return;
                }

                target = _targets.GetOrAdd(request.Target, static (id, args) => args.Host.CreateTarget(args.Class, id), (Host: this, Class: grainClass));
            }

            if (target.TrySend(request))
                return;
            // The activation has ended and is being replaced right now.
            spin.SpinOnce();
        }
    }

    public void OnEnded(Activation activation, List<GrainRequest> unstarted)
    {
        if (unstarted.Count > 0 && !IsStopping)
        {
            var successor = new Activation(this, activation.GrainClass, activation.GrainId, this, unstarted);
            _targets[activation.GrainId] = successor;
            successor.Start();
            return;
        }

        _targets.TryRemove(new KeyValuePair<GrainId, RequestTarget>(activation.GrainId, activation));
        foreach (var request in unstarted)
            request.Reject(StoppedError(request));
    }

    public GrainId AddObserver(IGrainObserver observer)
    {
        var id = GrainId.Create(GrainManifest.ObserverType, Interlocked.Increment(ref _observers).ToString("X", System.Globalization.CultureInfo.InvariantCulture));
        _targets[id] = new ObserverTarget(this, id, observer);
        return id;
    }

    public void RemoveObserver(GrainId id) => _targets.TryRemove(id, out _);

    public void RemoveObserver(IGrainObserver observer)
    {
        foreach (var (id, target) in _targets)
        {
            if (target is ObserverTarget mine && mine.Is(observer))
                _targets.TryRemove(id, out _);
        }
    }

    /// <summary>Ends all activations; those that have not ended when <paramref name="cancellation"/> fires are abandoned.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        IsStopping = true;
        using var impatience = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopping);
        // An activation may have been made just before IsStopping was seen: look again until none is left.
        while (Activations() is { Count: > 0 } activations)
        {
            foreach (var activation in activations)
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops."), CancellationToken.None);
            var ended = Task.WhenAll(activations.Select(activation => activation.Deactivated));
            await Task.WhenAny(ended, Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation));
            if (ended.IsCompleted)
                continue;
            // A grain that blocks its thread can't be ended from outside.
            LogAbandoned(activations.Count(activation => !activation.Deactivated.IsCompleted));
            return;
        }
    }

    public void Dispose()
    {
        IsStopping = true;
        _collector.Dispose();
        foreach (var deadlines in _deadlines.Values)
            deadlines.Dispose();
        _stopping.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated; its waiting calls fail and the next call tries again.")]
    public partial void LogActivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} did not end cleanly; it is dropped and its successor starts from stored state.")]
    public partial void LogDeactivationFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Request} failed; nobody waits for it.")]
    public partial void LogOneWayFailed(GrainRequest request, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shutdown ran out of time; {Count} activations are abandoned.")]
    public partial void LogAbandoned(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of {Grain} failed; it runs again after its period.")]
    public partial void LogTimerFailed(GrainId grain, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An enumeration of {Grain} did not end cleanly; it is dropped.")]
    public partial void LogEnumerationFailed(GrainId grain, Exception error);

    private static Exception NoTarget(GrainRequest request) => request.Target.Type == GrainManifest.ObserverType
        ? new ClientNotAvailableException($"The observer of {request} is gone.")
        : new OrleansMessageRejectionException($"No grain class of type \"{request.Target.Type}\" is known to this host, so {request} can't be sent.");

    private RequestTarget CreateTarget(GrainClassDescriptor grainClass, GrainId id) => grainClass.IsStatelessWorker
        ? new StatelessWorkerPool(this, grainClass, id)
        : new Activation(this, grainClass, id, this);

    private ResponseDeadlines? DeadlinesFor(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan
        ? null
        : _deadlines.GetOrAdd(timeout, static (span, time) => new ResponseDeadlines(time, span), Time);

    private List<Activation> Activations()
    {
        List<Activation> all = [];
        foreach (var (_, target) in _targets)
        {
            if (target is Activation activation)
                all.Add(activation);
            else if (target is StatelessWorkerPool pool)
                all.AddRange(pool.Workers());
        }

        return all;
    }

    private void CollectIdle()
    {
        foreach (var (id, target) in _targets)
        {
            if (target is ObserverTarget { IsGone: true })
                _targets.TryRemove(id, out _);
        }

        foreach (var activation in Activations())
        {
            var age = AgeOf(activation.GrainClass);
            if (age != Timeout.InfiniteTimeSpan && activation.LooksIdle(age))
                activation.CollectIfIdle(age);
        }
    }

    private TimeSpan AgeOf(GrainClassDescriptor grainClass)
    {
        if (grainClass.CollectionAge is { } own)
            return own;
        return Collection.ClassSpecificCollectionAge.TryGetValue(grainClass.GrainClass.FullName!, out var configured)
            ? configured
            : Collection.CollectionAge;
    }
}
