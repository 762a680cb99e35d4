namespace FarAi.Orleans.InProcess;

/// <summary>The end of an activation for those who wait for it: mostly nobody, so its task is made when first asked for. Safe on any thread.</summary>
internal struct EndSignal
{
    private TaskCompletionSource? _source;
    private bool _isSet;

    public Task Task
    {
        get
        {
            if (Volatile.Read(ref _source) is { } known)
                return known.Task;
            Interlocked.CompareExchange(ref _source, new TaskCompletionSource(), null);
            if (Volatile.Read(ref _isSet))
                _source.TrySetResult();
            return _source.Task;
        }
    }

    public void Set(TurnScheduler scheduler)
    {
        Volatile.Write(ref _isSet, true);
        // Else the reading below could overtake the writing above, and a task made in between would never complete.
        Interlocked.MemoryBarrier();
        // Not in the turn that ended: whoever waits may go on for long.
        if (Volatile.Read(ref _source) is { } source)
            scheduler.Schedule(new EndNotice(source));
    }
}
