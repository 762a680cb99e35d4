using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The stages of one activation. Observers below <see cref="GrainLifecycleStage.Activate"/> start before OnActivateAsync and stop after OnDeactivateAsync.</summary>
internal sealed class ActivationLifecycle : IGrainLifecycle
{
    private List<Subscription>? _subscriptions;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, stage, observer);
        _subscriptions ??= [];
        var index = _subscriptions.FindIndex(other => other.Stage > stage);
        _subscriptions.Insert(index < 0 ? _subscriptions.Count : index, subscription);
        return subscription;
    }

    public async Task StartAsync(IGrainBase? grain, CancellationToken cancellation)
    {
        foreach (var subscription in Ordered(subscription => subscription.Stage < GrainLifecycleStage.Activate))
            await subscription.Observer.OnStart(cancellation);
        if (grain is not null)
            await grain.OnActivateAsync(cancellation);
        foreach (var subscription in Ordered(subscription => subscription.Stage >= GrainLifecycleStage.Activate))
            await subscription.Observer.OnStart(cancellation);
    }

    public async Task StopAsync(IGrainBase? grain, DeactivationReason reason, CancellationToken cancellation)
    {
        foreach (var subscription in Ordered(subscription => subscription.Stage >= GrainLifecycleStage.Activate).AsEnumerable().Reverse())
            await subscription.Observer.OnStop(cancellation);
        if (grain is not null)
            await grain.OnDeactivateAsync(reason, cancellation);
        foreach (var subscription in Ordered(subscription => subscription.Stage < GrainLifecycleStage.Activate).AsEnumerable().Reverse())
            await subscription.Observer.OnStop(cancellation);
    }

    // A snapshot: observers may unsubscribe while they run.
    private Subscription[] Ordered(Func<Subscription, bool> which) => _subscriptions?.Where(which).ToArray() ?? [];

    private sealed record Subscription(ActivationLifecycle Lifecycle, int Stage, ILifecycleObserver Observer) : IDisposable
    {
        public void Dispose() => Lifecycle._subscriptions?.RemoveAll(other => ReferenceEquals(other, this));
    }
}
