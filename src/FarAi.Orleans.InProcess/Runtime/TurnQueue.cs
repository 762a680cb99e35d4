using System.Diagnostics.CodeAnalysis;
using FarAi.Orleans.InProcess.CodeGeneration;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The single-threaded world of one activation: requests and continuations queue here and run one at a time, in order of
/// arrival. It is the synchronization context of its turns, so that code after an await comes back here.
/// </summary>
internal sealed partial class TurnQueue : SynchronizationContext, IThreadPoolWorkItem
{
    // After so many turns the thread is given back, so that one busy grain can't keep others waiting.
    private const int TurnsPerSlice = 64;
    private const int InitialCapacity = 4;

    private readonly Lock _gate = new();
    private readonly RequestTarget _owner;
    private readonly TurnScheduler _scheduler;
    private readonly ILogger _logger;
    private Turn[] _ring = [];
    private int _head;
    private int _count;
    private bool _scheduled;
    private bool _closed;
    private ExecutionContext? _clean;

    public TurnQueue(RequestTarget owner, TurnScheduler scheduler, ILogger logger)
    {
        _owner = owner;
        _scheduler = scheduler;
        _logger = logger;
    }

    /// <summary>Queues a request; false once the queue is closed to requests, and then it must go elsewhere.</summary>
    public bool TryEnqueue(GrainRequest request)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
                return false;
            wake = Add(new Turn(null, request));
        }

        if (wake)
            _scheduler.Schedule(this);
        return true;
    }

    /// <summary>Queues a callback. Accepted even after the end of the activation: a late continuation still has to run somewhere.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        bool wake;
        lock (_gate)
            wake = Add(new Turn(d, state));
        if (wake)
            _scheduler.Schedule(this);
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A turn can't be waited for synchronously; use Post.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Refuses requests from here on and returns those that still waited, in order.</summary>
    public List<GrainRequest> Close()
    {
        List<GrainRequest> left = [];
        lock (_gate)
        {
            _closed = true;
            var turns = _count;
            for (var i = 0; i < turns; i++)
            {
                var turn = Take();
                if (turn.Callback is null)
                    left.Add((GrainRequest)turn.State!);
                else
                    Add(turn);
            }
        }

        return left;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Top of the turn loop: a turn's failure is logged and the next turn runs.")]
    void IThreadPoolWorkItem.Execute()
    {
        var outerContext = Current;
        var outerGrain = RuntimeContext.Current;
        _clean = ExecutionContext.Capture();
        SetSynchronizationContext(this);
        RuntimeContext.Current = _owner as IGrainContext;
        var again = true;
        for (var i = 0; i < TurnsPerSlice && again; i++)
        {
            Turn turn;
            lock (_gate)
            {
                if (_count == 0)
                {
                    _scheduled = false;
                    again = false;
                    break;
                }

                turn = Take();
            }

            try
            {
                if (turn.Callback is null)
                    _owner.Receive((GrainRequest)turn.State!);
                else
                    turn.Callback(turn.State);
            }
            catch (Exception error)
            {
                LogTurnFailed(_owner.Name, error);
            }

            EnterCleanContext();
        }

        RuntimeContext.Current = outerGrain;
        SetSynchronizationContext(outerContext);
        if (again)
            _scheduler.Schedule(this);
    }

    /// <summary>
    /// Drops what a turn put into the execution context (request context, activities), so that it does not leak into the next.
    /// Only for code that runs in a turn.
    /// </summary>
    public void EnterCleanContext()
    {
        if (_clean is not null)
            ExecutionContext.Restore(_clean);
    }

    // Returns whether the queue has to be scheduled: it stays scheduled until a slice finds it empty.
    private bool Add(Turn turn)
    {
        if (_count == _ring.Length)
            Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = turn;
        _count++;
        if (_scheduled)
            return false;
        _scheduled = true;
        return true;
    }

    private Turn Take()
    {
        var turn = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        return turn;
    }

    private void Grow()
    {
        var larger = new Turn[Math.Max(InitialCapacity, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of {Target} failed outside of any call; the next turn runs.")]
    private partial void LogTurnFailed(string target, Exception error);

    /// <summary>A callback with its state, or a request if there is no callback.</summary>
    private readonly record struct Turn(SendOrPostCallback? Callback, object? State);
}
