using Microsoft.Extensions.Logging;

namespace FarAi.Node.Compute;

/// <summary>
/// One dedicated thread with a bounded mailbox. Links and timers only post to it; state machines, caches and kernels are
/// touched by this thread alone. It takes all that is queued, then computes one batch: continuous batching falls out of that.
/// </summary>
internal sealed partial class ComputeLoop : IDisposable
{
    /// <summary>Most messages that wait; a peer that sends more than the node can take loses its link.</summary>
    public const int Capacity = 65_536;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly Thread _thread;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private List<Action> _queued = [];
    private IComputeWork? _work;
    private bool _stopping;

    public ComputeLoop(string name, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Messages that wait.</summary>
    public int Depth => _queued.Count;

    /// <summary>Queues a message for the loop's thread; false where the mailbox is full or the loop has ended.</summary>
    public bool Post(Action message)
    {
        bool wake;
        lock (_gate)
        {
            if (_stopping || _queued.Count >= Capacity)
                return false;
            _queued.Add(message);
            wake = _queued.Count == 1;
        }

        if (wake)
            Wake();
        return true;
    }

    /// <summary>What is driven from now on. Only from the loop's own thread.</summary>
    public void Install(IComputeWork? work) => _work = work;

    /// <summary>Ends the thread after the present batch and waits for it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            _queued.Clear();
        }

        Wake();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it, and it has not slept since.
        }
    }

    private void Run()
    {
        List<Action> taken = [];
        var more = false;
        while (true)
        {
            if (!more)
                Sleep();
            lock (_gate)
            {
                if (_stopping)
                    return;
                (taken, _queued) = (_queued, taken);
            }

            foreach (var message in taken)
                Guard(message);
            taken.Clear();
            more = Step();
        }
    }

    private bool Step()
    {
        var more = false;
        Guard(() =>
        {
            var now = _time.GetTimestamp();
            if (_work?.NextDeadline() <= now)
                _work.OnDeadline(now);
            more = _work?.RunPass() ?? false;
        });
        return more;
    }

    private void Sleep()
    {
        lock (_gate)
        {
            if (_queued.Count > 0 || _stopping)
                return;
        }

        var deadline = _work?.NextDeadline() ?? long.MaxValue;
        if (deadline == long.MaxValue)
        {
            _signal.Wait();
            return;
        }

        var wait = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
        if (wait > TimeSpan.Zero)
            _signal.Wait(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, 60_000))));
    }

    private void Guard(Action message)
    {
        try
        {
            message();
        }
        catch (Exception exception) // top of the compute loop: the work drops its sessions and the grid opens them again
        {
            LogFailure(_thread.Name, exception);
            _work?.OnFailure(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Thread}: a batch failed; its sessions are dropped and the grid opens them again")]
    private partial void LogFailure(string? thread, Exception exception);
}
