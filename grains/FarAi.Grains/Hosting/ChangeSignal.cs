namespace FarAi.Grains.Hosting;

/// <summary>Wakes a grain's readers when there is something new, and each of them after a while without.</summary>
internal sealed class ChangeSignal
{
    private readonly List<Waiter> _waiters = [];

    /// <summary>Wakes the readers.</summary>
    public void Publish()
    {
        Waiter[] waiting = [.. _waiters];
        _waiters.Clear();
        foreach (var waiter in waiting)
            waiter.Wake();
    }

    /// <summary>
    /// Completes at the next <see cref="Publish"/>, or after a while without one. The while is not the grain's timer: an activation that is
    /// to end has no timers any more, but ends only once nobody waits for it.
    /// </summary>
    public Task Changed(TimeSpan atLatest, TimeProvider time, CancellationToken cancellationToken)
    {
        _waiters.RemoveAll(static w => w.Task.IsCompleted);
        var waiter = new Waiter(atLatest, time, cancellationToken);
        _waiters.Add(waiter);
        return waiter.Task;
    }

    /// <summary>
    /// One reader that waits. Its continuation goes straight to the grain's queue: Task.WaitAsync on a shared signal would take it over the
    /// thread pool first, and a simulation has none.
    /// </summary>
    private sealed class Waiter
    {
        private readonly TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenRegistration _cancellation;
        private readonly ITimer _timer;

        public Waiter(TimeSpan atLatest, TimeProvider time, CancellationToken cancellationToken)
        {
            _cancellation = cancellationToken.UnsafeRegister(static (signal, token) => ((TaskCompletionSource)signal!).TrySetCanceled(token), _signal);
            _timer = time.CreateTimer(static waiter => ((Waiter)waiter!).Wake(), this, atLatest, Timeout.InfiniteTimeSpan);
        }

        public Task Task => _signal.Task;

        public void Wake()
        {
            _cancellation.Dispose();
            _timer?.Dispose(); // null where it fires at once
            _signal.TrySetResult();
        }
    }
}
