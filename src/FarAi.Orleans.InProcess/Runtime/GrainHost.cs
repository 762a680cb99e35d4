using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One silo of a <see cref="VirtualCluster"/>, or one of its clients: sends the calls that are made in it, holds its activations
/// and observers, ends idle ones, and ends all at shutdown.
/// </summary>
internal sealed partial class GrainHost : IActivationOwner, IDisposable
{
    private readonly ConcurrentDictionary<TimeSpan, ResponseDeadlines> _deadlines = new();
    private readonly List<ObserverTarget> _observers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<GrainId, RequestTarget> _directory;
    private readonly ResponseDeadlines _defaultDeadlines;
    private readonly ITimer _collector;
    private readonly ILogger _logger;

    public GrainHost(IServiceProvider services, VirtualCluster cluster, GrainHostRole role, TimeProvider time, TurnScheduler scheduler, ILogger<GrainHost> logger)
    {
        Services = services;
        Cluster = cluster;
        Role = role;
        Time = time;
        Scheduler = scheduler;
        Collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        Lifetimes = services.GetRequiredService<ServiceLifetimes>();
        _logger = logger;
        _directory = cluster.Directory;
        References = new GrainReferenceContext(this);
        Stopping = _stopping.Token;
        var generation = cluster.NextGeneration();
        var endpoint = services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        Address = role == GrainHostRole.Silo
            ? SiloAddress.New(endpoint.AdvertisedIPAddress, endpoint.SiloPort, generation)
            : SiloAddress.New(IPAddress.Loopback, 0, -generation);
        Name = services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName is { Length: > 0 } name
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{role}_{generation}");
        ResponseTimeout = role == GrainHostRole.Silo
            ? services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ResponseTimeout
            : services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout;
        _defaultDeadlines = DeadlinesFor(ResponseTimeout);
        Placement = new GrainPlacement(this);
        Status = SiloStatus.Joining;
        cluster.Join(this);
        using (ExecutionContext.SuppressFlow())
            _collector = time.CreateTimer(static self => ((GrainHost)self!).CollectIdle(), this, Collection.CollectionQuantum, Collection.CollectionQuantum);
    }

    public IServiceProvider Services { get; }

    public VirtualCluster Cluster { get; }

    public GrainHostRole Role { get; }

    public string Name { get; }

    public SiloAddress Address { get; }

    public SiloStatus Status { get; private set; }

    public TimeProvider Time { get; }

    public TurnScheduler Scheduler { get; }

    public GrainCollectionOptions Collection { get; }

    public TimeSpan ResponseTimeout { get; }

    public ILogger Logger => _logger;

    public GrainReferenceContext References { get; }

    public GrainPlacement Placement { get; }

    public ActivationSet Activations { get; } = new();

    public ServiceLifetimes Lifetimes { get; }

    /// <summary>What is counted, by grain class.</summary>
    public ConcurrentDictionary<Type, ClassCounters> Counters { get; } = new();

    /// <summary>Found on the first call: a filter may itself want grain references, and those want the host.</summary>
    public CallFilters Filters => field ??= CallFilters.Of(Services);

    public GrainManifest Interfaces { get; } = GrainManifest.OfThisProcess;

    /// <summary>Cancelled when shutdown has run out of time and no longer waits for grains.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Whether the host has crashed or ended: nothing that still runs in it may touch the world.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Whether the others still take the crashed host for alive: what is sent to it is lost.</summary>
    public bool IsLimbo { get; private set; }

    public static SiloUnavailableException StoppedError(GrainRequest request) =>
        new($"The local Orleans host is shutting down and can no longer process the request: {request}.");

    /// <summary>From here on grains are placed here.</summary>
    public void Start() => Become(SiloStatus.Active);

    /// <summary>Sends a call; its promise is kept or broken by one of the callee, the time-out, the caller's token or the host.</summary>
    public void Send(GrainReference reference, GrainRequest request)
    {
        request.Reference = reference;
        request.CallContext = RequestContext.Values;
        if (TryBegin(request))
            Dispatch(request);
    }

    /// <summary>Notes who sends the request and starts its clock; false if it is over before it began.</summary>
    public bool TryBegin(GrainRequest request)
    {
        request.Caller = SynchronizationContext.Current as TurnQueue;
        request.Origin = this;
        if (IsDead)
        {
            SendFromTheDead(request);
            return false;
        }

        if (!request.TryLinkCancellation())
            return false;
        if (!request.IsOneWay)
            (request.ResponseTimeout is { } timeout ? DeadlinesFor(timeout) : _defaultDeadlines).Add(request);
        return true;
    }

    /// <summary>Brings a request to its target, which is placed and made if there is none.</summary>
    public void Dispatch(GrainRequest request)
    {
        SpinWait spin = default;
        while (true)
        {
            if (!_directory.TryGetValue(request.Target, out var target) && !Placement.TryPlace(request, out target))
                return;
            if (target is null)
                continue;
            if (target.TrySend(request))
                return;
            // The activation has ended and is being replaced right now; or its silo died while it was made.
            if (target is Activation { Host: { IsDead: true, IsLimbo: false } })
                _directory.TryRemove(new KeyValuePair<GrainId, RequestTarget>(request.Target, target));
            spin.SpinOnce();
        }
    }

    public void OnEnded(Activation activation, List<GrainRequest> unstarted, MigrationOrder? move)
    {
        if (IsDead)
            return;
        Activations.Remove(activation);
        if (GrainPlacement.MovedTo(activation, unstarted, move) is { } moved)
        {
            _directory[activation.GrainId] = moved;
            moved.Start();
            return;
        }

        if (unstarted.Count > 0 && Placement.SuccessorOf(activation, unstarted) is { } successor)
        {
            _directory[activation.GrainId] = successor;
            successor.Start();
            return;
        }

        _directory.TryRemove(new KeyValuePair<GrainId, RequestTarget>(activation.GrainId, activation));
        foreach (var request in unstarted)
            request.Reject(StoppedError(request));
    }

    public GrainId AddObserver(IGrainObserver observer)
    {
        var target = new ObserverTarget(this, Cluster.NextObserver(), observer);
        lock (_observers)
            _observers.Add(target);
        _directory[target.GrainId] = target;
        return target.GrainId;
    }

    public void RemoveObserver(GrainId id) => RemoveObservers(target => target.GrainId == id);

    public void RemoveObserver(IGrainObserver observer) => RemoveObservers(target => target.Is(observer));

    /// <summary>Ends all activations; those that have not ended when <paramref name="cancellation"/> fires are abandoned.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (IsDead)
            return;
        Become(SiloStatus.ShuttingDown);
        using var impatience = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopping);
        // An activation may have been made just before the new status was seen: look again until none is left.
        while (Activations.Snapshot() is { Length: > 0 } activations)
        {
            foreach (var activation in activations)
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops."), CancellationToken.None);
            var ended = Task.WhenAll(activations.Select(activation => activation.Deactivated));
            await Task.WhenAny(ended, Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation));
            if (ended.IsCompleted)
                continue;
            // A grain that blocks its thread can't be ended from outside.
            LogAbandoned(activations.Count(activation => !activation.Deactivated.IsCompleted));
            break;
        }

        Cluster.DeclareDead(this);
    }

    public void Dispose()
    {
        Cluster.DeclareDead(this);
        _stopping.Dispose();
    }

    /// <summary>Everything here is gone from this moment on, without a word to anybody.</summary>
    public void Crash()
    {
        lock (_observers)
        {
            if (IsDead)
                return;
            IsLimbo = true;
            IsDead = true;
        }

        Become(SiloStatus.Dead);
        _collector.Dispose();
        foreach (var activation in Activations.Close())
            activation.Crash();
        foreach (var observer in Observers())
            observer.Turns.Drop();
        foreach (var (_, deadlines) in _deadlines.OrderBy(entry => entry.Key))
        {
            deadlines.Dispose();
            // Grains' calls end in silence, for their grains are gone; whoever else calls from here is told.
            foreach (var request in deadlines.Where(request => request.Caller is null))
                OffStack.Fail(Scheduler, request, StoppedError(request));
        }
    }

    /// <summary>Takes a crashed host's activations and observers out of the directory, so that calls find their way elsewhere.</summary>
    public void Forget()
    {
        if (!IsLimbo)
            return;
        IsLimbo = false;
        foreach (var activation in Activations.Close())
            _directory.TryRemove(new KeyValuePair<GrainId, RequestTarget>(activation.GrainId, activation));
        foreach (var observer in Observers())
            _directory.TryRemove(new KeyValuePair<GrainId, RequestTarget>(observer.GrainId, observer));
    }

    /// <summary>Fails this host's calls that were under way to a host which is dead, or, in a client, leaves them to their time-out.</summary>
    public void BreakCallsTo(GrainHost dead)
    {
        foreach (var (timeout, deadlines) in _deadlines.OrderBy(entry => entry.Key))
        {
            foreach (var request in deadlines.Where(request => request.CurrentTarget?.Host == dead))
            {
                if (Role == GrainHostRole.Silo)
                    OffStack.Fail(Scheduler, request, new SiloUnavailableException($"The target silo became unavailable for message: {request}."));
                else if (timeout == Timeout.InfiniteTimeSpan && deadlines.Remove(request))
                    _defaultDeadlines.Add(request);
            }
        }
    }

    private static void SendFromTheDead(GrainRequest request)
    {
        // A grain of a killed silo waits for ever, as its process would no longer exist; others are told.
        if (request.Caller is null)
            request.Reject(StoppedError(request));
    }

    private void Become(SiloStatus status)
    {
        Status = status;
        Cluster.OnStatusChanged();
    }

    private ResponseDeadlines DeadlinesFor(TimeSpan timeout) =>
        _deadlines.GetOrAdd(timeout, static (span, host) => new ResponseDeadlines(host.Time, host.Scheduler, span), this);

    private ObserverTarget[] Observers()
    {
        lock (_observers)
            return [.. _observers];
    }

    private void RemoveObservers(Predicate<ObserverTarget> which)
    {
        lock (_observers)
        {
            foreach (var target in _observers.FindAll(which))
                _directory.TryRemove(new KeyValuePair<GrainId, RequestTarget>(target.GrainId, target));
            _observers.RemoveAll(which);
        }
    }

    private void CollectIdle()
    {
        RemoveObservers(static target => target.IsGone);
        foreach (var activation in Activations.Snapshot())
        {
            var age = AgeOf(activation.GrainClass);
            if (age != Timeout.InfiniteTimeSpan && activation.LooksIdle(age))
                new IdleCheck(activation, age).Post();
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
