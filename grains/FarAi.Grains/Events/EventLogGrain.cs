using System.Runtime.CompilerServices;
using FarAi.Core.Events;
using FarAi.Grains.Hosting;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Events;

/// <summary>A region's events: numbered, kept for a while, and put together into the timelines of failovers.</summary>
[GrainType("event-log")]
public sealed class EventLogGrain(
    [PersistentState("events", GrainsServiceCollectionExtensions.Storage)] IPersistentState<EventLogState> store,
    FailoverInstruments instruments,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    ILogger<EventLogGrain> logger) : Grain, IEventLogGrain
{
    /// <summary>How often it looks for what is too old. The look also keeps the activation: most of its events are only in memory.</summary>
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(15);

    /// <summary>Events in one chunk: a reader that starts at the beginning gets many.</summary>
    private const int MostInChunk = 500;

    private readonly FailoverTimeline _failovers = new();
    private readonly ChangeSignal _changed = new();
    private EventLog _log = null!;
    private WriteBehind<EventLogState> _writer = null!;
    private bool _dirty;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _log = new EventLog(options.Value.EventsKept, options.Value.EventRetention);
        _log.Restore(store.State.Events, store.State.Reserved);
        foreach (var past in store.State.Events)
            _failovers.Observe(past); // takes up what was under way; what had ended is in the log and counted already
        _writer = new WriteBehind<EventLogState>(this, store, Snapshot, logger);
        this.RegisterGrainTimer(Sweep, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = SweepPeriod, KeepAlive = true, Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_dirty)
            await _writer.WriteAsync();
    }

    /// <inheritdoc/>
    public Task Append(IReadOnlyList<GridEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var happened in events)
        {
            _log.Append(happened);
            AppendEnded(_failovers.Observe(happened));
        }

        Changed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EventChunk> Read(long from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var next = from; ;)
        {
            var (events, after) = _log.From(next, MostInChunk);
            next = after;
            yield return new EventChunk { Events = events, Next = next, IsLatest = next >= _log.Next };
            if (next >= _log.Next)
                await _changed.Changed(options.Value.KeepAlive, time, cancellationToken);
        }
    }

    private Task Sweep()
    {
        var now = time.GetUtcNow();
        var ended = _failovers.Expire(now);
        AppendEnded(ended);
        if (_log.Expire(now) || ended.Count > 0)
            Changed();
        return Task.CompletedTask;
    }

    private void AppendEnded(IReadOnlyList<GridEvent> ended)
    {
        foreach (var failover in ended)
        {
            instruments.OnFailover(failover.Failover!);
            _log.Append(failover);
        }
    }

    private void Changed()
    {
        _dirty = true;
        _changed.Publish();
        // The first write says at once which numbers are taken.
        _writer.Schedule(store.State.Reserved == 0 ? TimeSpan.Zero : options.Value.EventWriteBehind);
    }

    private void Snapshot(EventLogState state)
    {
        (state.Events, state.Reserved) = _log.Newest(options.Value.EventsStored);
        _dirty = false;
    }
}
