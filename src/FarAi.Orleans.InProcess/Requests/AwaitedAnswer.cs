using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The wait for the answer to a call whose method returns a ValueTask: the request is its own promise, so the wait allocates
/// nothing, where a task and what an await hangs on it would be two objects. A field of the request, never copied.
/// The outcome is written before <see cref="Complete"/> and read after <see cref="IsComplete"/>.
/// </summary>
internal struct AwaitedAnswer
{
    private static readonly Action<object?> s_complete = static _ => throw new InvalidOperationException("Marks a completed call and is never run.");

    private Action<object?>? _continuation;
    private object? _state;
    private Exception? _error;
    private Way _way;
    private volatile bool _complete;

    private enum Way : byte
    {
        /// <summary>Nobody minds where: run here if this thread is nobody's, else on the pool.</summary>
        Free,

        /// <summary>In a turn of the caller.</summary>
        Turn,

        /// <summary>It only passes the outcome on, so it runs on the spot.</summary>
        OnTheSpot,
    }

    public readonly bool IsComplete => _complete;

    public readonly ValueTaskSourceStatus Status => !_complete
        ? ValueTaskSourceStatus.Pending
        : _error is null ? ValueTaskSourceStatus.Succeeded : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;

    /// <summary>Throws what the call failed with.</summary>
    /// <exception cref="InvalidOperationException">The call has not ended: a ValueTask is awaited before its result is read.</exception>
    public readonly void ThrowIfFailed()
    {
        if (!_complete)
            throw new InvalidOperationException("The call has not ended.");
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
    }

    /// <summary>Takes the continuation of the one await.</summary>
    /// <param name="continuation">What to run with <paramref name="state"/>.</param>
    /// <param name="state">See there.</param>
    /// <param name="flags">What of the present context it wants back.</param>
    /// <param name="caller">The turns in which the call was made, if it was a grain's.</param>
    /// <param name="asTask">The continuation that <c>AsTask</c> gives.</param>
    public void OnCompleted(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags, TurnQueue? caller, Action<object?>? asTask)
    {
        var context = SynchronizationContext.Current;
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 || NeedsContext(flags, context, caller))
            (continuation, state, _way) = (CapturedContinuation.Run, new CapturedContinuation(continuation, state, flags), Way.OnTheSpot);
        else if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 && context is not null)
            _way = Way.Turn;
        else
            _way = continuation == asTask ? Way.OnTheSpot : Way.Free;
        _state = state;
        var earlier = Interlocked.CompareExchange(ref _continuation, continuation, null);
        if (earlier is null)
            return;
        if (earlier != s_complete)
            throw new InvalidOperationException("A ValueTask can be awaited once only.");
        // It has just ended; the await's own code is still on this stack.
        if (_way == Way.Turn)
            caller!.Resume(continuation, state);
        else
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
    }

    /// <summary>Ends the wait, once; <paramref name="error"/> is null where the call succeeded.</summary>
    public void Complete(Exception? error, TurnQueue? caller)
    {
        _error = error;
        _complete = true;
        if (Interlocked.CompareExchange(ref _continuation, s_complete, null) is not { } continuation)
            return;
        if (_way == Way.Turn)
            caller!.Resume(continuation, _state);
        else if (_way == Way.OnTheSpot || (IsNobodys() && RuntimeHelpers.TryEnsureSufficientExecutionStack()))
            continuation(_state);
        else
            ThreadPool.UnsafeQueueUserWorkItem(continuation, _state, preferLocal: true);
    }

    private static bool NeedsContext(ValueTaskSourceOnCompletedFlags flags, SynchronizationContext? context, TurnQueue? caller) =>
        (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0
        && (context is not null ? context != caller : TaskScheduler.Current != TaskScheduler.Default);

    private static bool IsNobodys() => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default;
}
