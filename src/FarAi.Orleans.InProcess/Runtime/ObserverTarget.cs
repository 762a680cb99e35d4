using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>An observer object: its calls run one after the other, each awaited before the next. Held weakly, as in Orleans.</summary>
internal sealed class ObserverTarget : RequestTarget
{
    private readonly GrainHost _host;
    private readonly WeakReference<IGrainObserver> _observer;
    private readonly Queue<GrainRequest> _waiting = new();
    private bool _busy;

    public ObserverTarget(GrainHost host, GrainId id, IGrainObserver observer)
    {
        _host = host;
        _observer = new WeakReference<IGrainObserver>(observer);
        GrainId = id;
        Turns = new TurnQueue(this, host);
    }

    public GrainId GrainId { get; }

    public override GrainHost Host => _host;

    public override TurnQueue Turns { get; }

    public override string Name => GrainId.ToString();

    /// <summary>Whether the object has been collected.</summary>
    public bool IsGone => !_observer.TryGetTarget(out _);

    public bool Is(IGrainObserver observer) => _observer.TryGetTarget(out var mine) && ReferenceEquals(mine, observer);

    public override bool TrySend(GrainRequest request)
    {
        request.CurrentTarget = this;
        return Turns.TryEnqueue(request) || _host.IsLimbo;
    }

    public override void Receive(GrainRequest request)
    {
        _waiting.Enqueue(request);
        if (!_busy)
            _ = RunWaitingAsync();
    }

    private async Task RunWaitingAsync()
    {
        _busy = true;
        while (_waiting.TryDequeue(out var request))
        {
            if (request.IsCompleted)
            {
                request.UnlinkCancellation();
                continue;
            }

            if (!_observer.TryGetTarget(out var observer))
            {
                request.Reject(new ClientNotAvailableException($"The observer of {request} is gone."));
                continue;
            }

            Turns.EnterCleanContext();
            RequestContext.Values = request.CallContext;
            if (!request.Invoke(observer))
            {
                var ended = new TaskCompletionSource();
                request.OnInvoked(ended.SetResult);
                await ended.Task;
            }

            request.UnlinkCancellation();
            if (request.Settle() is { } error && request.IsOneWay)
                _host.LogOneWayFailed(request, error);
            request.Answer();
        }

        _busy = false;
    }
}
