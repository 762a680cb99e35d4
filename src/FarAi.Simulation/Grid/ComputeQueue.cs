namespace FarAi.Simulation.Grid;

/// <summary>
/// The one thread that computes on a shard or a draft model: it takes all messages that wait, then runs one batch, which takes
/// virtual time; what comes meanwhile waits.
/// </summary>
internal sealed class ComputeQueue(NodeProcess process)
{
    /// <summary>Messages that may wait, as at a real node.</summary>
    public const int Capacity = 65_536;

    private readonly Queue<Action> _waiting = new();
    private IComputeWork? _work;
    private TimeSpan _wake = TimeSpan.MaxValue;
    private bool _busy;
    private bool _stepDue;

    /// <summary>Messages that wait.</summary>
    public int Depth => _waiting.Count;

    public void Install(IComputeWork work) => _work = work;

    /// <summary>Queues a message; false where the queue is full.</summary>
    public bool Post(Action message)
    {
        if (_waiting.Count >= Capacity)
            return false;
        _waiting.Enqueue(message);
        if (!_busy && !_stepDue)
        {
            _stepDue = true;
            process.After(TimeSpan.Zero, Step);
        }

        return true;
    }

    private void Step()
    {
        _stepDue = false;
        if (_busy)
            return;
        while (_waiting.TryDequeue(out var message))
            message();
        if (_work is not { } work)
            return;
        if (work.NextDeadline() <= process.Now)
            work.OnDeadline(process.Now);
        if (work.RunPass() is not { } pass)
        {
            Arm(work);
            return;
        }

        _busy = true;
        var duration = pass.Duration * process.Slowness;
        process.After(duration, () =>
        {
            _busy = false;
            pass.Completed(duration);
            Step();
        });
    }

    private void Arm(IComputeWork work)
    {
        var deadline = work.NextDeadline();
        if (deadline == TimeSpan.MaxValue || (_wake > process.Now && _wake <= deadline))
            return;
        _wake = deadline;
        process.After(deadline - process.Now, () =>
        {
            _wake = TimeSpan.MaxValue;
            Step();
        });
    }
}
