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

    // After so many hand-overs from callee to caller on one thread, the pool decides again.
    private const int MostHandOvers = 32;

    // While an answer is delivered: the queue of the caller, and the same once it has been woken.
    [ThreadStatic]
    private static TurnQueue? t_awaited;
    [ThreadStatic]
    private static TurnQueue? t_caught;

    private readonly Lock _gate = new();
    private readonly RequestTarget _owner;
    private readonly TurnScheduler _scheduler;
    private Turn[] _ring = [];
    private int _head;
    private int _count;
    private bool _scheduled;
    private bool _closed;
    private bool _dropped;
    private ExecutionContext? _clean;
    private GrainRequest? _answer;

    public TurnQueue(RequestTarget owner, GrainHost host)
    {
        _owner = owner;
        _scheduler = host.Scheduler;
        Host = host;
    }

    /// <summary>The host in which the turns run.</summary>
    public GrainHost Host { get; }

    /// <summary>The grain whose turns these are, if it is one.</summary>
    public GrainId? OwnerId => (_owner as IGrainContext)?.GrainId;

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
    public override void Post(SendOrPostCallback d, object? state) => Enqueue(new Turn(d, state));

    /// <summary>As <see cref="Post"/>, for the continuation of a ValueTask.</summary>
    public void Resume(Action<object?> continuation, object? state) => Enqueue(new Turn(continuation, state));

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

    /// <summary>Forgets all turns, those to come included: their silo has crashed. The one that runs now, if any, runs to its next await.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _closed = true;
            _dropped = true;
            _ring = [];
            _head = 0;
            _count = 0;
        }
    }

    /// <summary>
    /// Answers a request once the current turn has ended: then the activation is free for others, and the caller may go on
    /// right here on this thread, which saves a trip through the thread pool. Only for the last act of a turn.
    /// </summary>
    public void AnswerAfterTurn(GrainRequest request) => _answer = request;

    void IThreadPoolWorkItem.Execute()
    {
        var queue = this;
        for (var i = 0; i < MostHandOvers && queue is not null; i++)
            queue = queue.RunSlice();
        if (queue is not null)
            _scheduler.Schedule(queue);
    }

    // Runs turns until none is left, and returns a queue that this thread is to run next, if any.
    private TurnQueue? RunSlice()
    {
        EnterThread();
        for (var i = 0; i < TurnsPerSlice; i++)
        {
            Turn turn;
            lock (_gate)
            {
                if (_count == 0)
                {
                    _scheduled = false;
                    LeaveThread();
                    return null;
                }

                turn = Take();
            }

            RunTurn(turn);
            if (_answer is not { } answer)
                continue;
            _answer = null;
            if (_dropped)
                continue;
            if (TryRelease())
                return Deliver(answer);
            answer.Answer();
        }

        LeaveThread();
        _scheduler.Schedule(this);
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Top of the turn loop: a turn's failure is logged and the next turn runs.")]
    private void RunTurn(Turn turn)
    {
        try
        {
            if (turn.Callback is null)
                _owner.Receive((GrainRequest)turn.State!);
            else if (turn.Callback is SendOrPostCallback callback)
                callback(turn.State);
            else
                ((Action<object?>)turn.Callback)(turn.State);
        }
        catch (Exception error)
        {
            if (!_dropped)
                LogTurnFailed(Host.Logger, _owner.Name, error);
        }

        EnterCleanContext();
    }

    private bool TryRelease()
    {
        lock (_gate)
        {
            if (_count > 0)
                return false;
            _scheduled = false;
            return true;
        }
    }

    private void Enqueue(Turn turn)
    {
        bool wake;
        lock (_gate)
            wake = !_dropped && Add(turn);
        if (!wake)
            return;
        if (t_awaited == this && t_caught is null)
            t_caught = this;
        else
            _scheduler.Schedule(this);
    }

    // From here on another thread may run this queue: no field of it may be touched any more.
    private static TurnQueue? Deliver(GrainRequest answer)
    {
        if (answer.Caller is not { } caller || !caller._scheduler.AllowsHandOver)
        {
            // Without a synchronization context the caller's continuation runs here and now, outside of any activation.
            LeaveThread();
            answer.Answer();
            return null;
        }

        // With one, it can only be posted to the caller's own queue, which is caught and run next.
        RuntimeContext.Current = null;
        t_awaited = caller;
        answer.Answer();
        var caught = t_caught;
        t_awaited = null;
        t_caught = null;
        LeaveThread();
        return caught;
    }

    private static void LeaveThread()
    {
        RuntimeContext.Current = null;
        SetSynchronizationContext(null);
    }

    private void EnterThread()
    {
        _clean = ExecutionContext.Capture();
        SetSynchronizationContext(this);
        RuntimeContext.Current = _owner as IGrainContext;
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
    private static partial void LogTurnFailed(ILogger logger, string target, Exception error);

    /// <summary>A callback with its state, or a request if there is no callback.</summary>
    private readonly record struct Turn(Delegate? Callback, object? State);
}
