namespace FarAi.Simulation.Engine;

/// <summary>A timer on virtual time. Changing it makes its former entry in the queue stale.</summary>
internal sealed class VirtualTimer : ITimer, IThreadPoolWorkItem
{
    private readonly SimulationKernel _kernel;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context;
    private long _period;
    private int _version;
    private bool _queued;
    private bool _disposed;

    public VirtualTimer(SimulationKernel kernel, TimerCallback callback, object? state)
    {
        _kernel = kernel;
        _callback = callback;
        _state = state;
        _context = ExecutionContext.Capture();
    }

    public bool IsCurrent(int version) => _version == version && _queued;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
            return false;
        if (!_kernel.IsOwnThread("a timer was changed"))
            return true;
        Drop();
        _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
        if (dueTime != Timeout.InfiniteTimeSpan)
            Queue(dueTime);
        return true;
    }

    public void Execute()
    {
        _queued = false;
        if (_period > 0)
            Queue(TimeSpan.FromTicks(_period));
        if (_context is null)
            _callback(_state);
        else
            ExecutionContext.Run(_context, static self => ((VirtualTimer)self!).Call(), this);
    }

    public void Dispose()
    {
        if (_disposed || !_kernel.IsOwnThread("a timer was disposed"))
            return;
        _disposed = true;
        Drop();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => _callback(_state);

    private void Queue(TimeSpan due)
    {
        _queued = true;
        _kernel.Enqueue(due, this, ++_version);
    }

    private void Drop()
    {
        if (!_queued)
            return;
        _queued = false;
        _version++;
        _kernel.OnStale();
    }
}
