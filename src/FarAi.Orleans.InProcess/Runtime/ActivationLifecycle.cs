using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The stages of one activation. Observers below <see cref="GrainLifecycleStage.Activate"/> start before OnActivateAsync and stop after
/// OnDeactivateAsync. A chain in order of stages, for an activation has none or one as a rule.
/// </summary>
internal sealed class ActivationLifecycle : IGrainLifecycle
{
    private Subscription? _first;

    /// <summary>Parts that migrate: those added, and observers of the life that migrate. In order of stages.</summary>
    public IEnumerable<IGrainMigrationParticipant> MigrationParticipants =>
        InOrder().Select(subscription => subscription.Participant).OfType<IGrainMigrationParticipant>();

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer) => Insert(new Subscription(this, stage, observer, observer));

    public void AddMigrationParticipant(IGrainMigrationParticipant participant) =>
        Insert(new Subscription(this, GrainLifecycleStage.Last, observer: null, participant));

    public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
    {
        foreach (var subscription in InOrder().Where(subscription => subscription.Observer is null && subscription.Participant == participant))
            subscription.Dispose();
    }

    public async Task StartAsync(IGrainBase? grain, CancellationToken cancellation)
    {
        foreach (var subscription in InOrder().Where(subscription => subscription.Stage < GrainLifecycleStage.Activate))
            await subscription.Observer!.OnStart(cancellation);
        if (grain is not null)
            await grain.OnActivateAsync(cancellation);
        foreach (var subscription in InOrder().Where(subscription => subscription is { Stage: >= GrainLifecycleStage.Activate, Observer: not null }))
            await subscription.Observer!.OnStart(cancellation);
    }

    public async Task StopAsync(IGrainBase? grain, DeactivationReason reason, CancellationToken cancellation)
    {
        foreach (var subscription in InOrder().Where(subscription => subscription is { Stage: >= GrainLifecycleStage.Activate, Observer: not null }).Reverse())
            await subscription.Observer!.OnStop(cancellation);
        if (grain is not null)
            await grain.OnDeactivateAsync(reason, cancellation);
        foreach (var subscription in InOrder().Where(subscription => subscription.Stage < GrainLifecycleStage.Activate).Reverse())
            await subscription.Observer!.OnStop(cancellation);
    }

    // A snapshot: observers may unsubscribe while they run.
    private List<Subscription> InOrder()
    {
        if (_first is null)
            return [];
        List<Subscription> all = [];
        for (var subscription = _first; subscription is not null; subscription = subscription.Next)
            all.Add(subscription);
        return all;
    }

    private Subscription Insert(Subscription added)
    {
        if (_first is null || _first.Stage > added.Stage)
        {
            added.Next = _first;
            _first = added;
            return added;
        }

        var before = _first;
        while (before.Next is { } next && next.Stage <= added.Stage)
            before = next;
        added.Next = before.Next;
        before.Next = added;
        return added;
    }

    private void Remove(Subscription removed)
    {
        if (_first == removed)
            _first = removed.Next;
        for (var before = _first; before is not null; before = before.Next)
        {
            if (before.Next == removed)
                before.Next = removed.Next;
        }
    }

    private sealed class Subscription(ActivationLifecycle lifecycle, int stage, ILifecycleObserver? observer, object participant) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver? Observer => observer;

        public object Participant => participant;

        public Subscription? Next { get; set; }

        public void Dispose() => lifecycle.Remove(this);
    }
}
