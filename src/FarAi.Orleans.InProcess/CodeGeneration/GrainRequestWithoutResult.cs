using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Outcome = Orleans.Serialization.Invocation.Response;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>
/// A call whose answer is only that it has ended. Its promise is a task where the method returns one; else the request itself is what the
/// caller's ValueTask stands for, and nothing more is allocated.
/// </summary>
public abstract class GrainRequestWithoutResult : GrainRequest, IValueTaskSource
{
    // Of these two one is used. The builder, unlike a completion source, is no object of its own.
    private AsyncTaskMethodBuilder<bool> _promise;
    private AwaitedAnswer _answer;

    // The callee's: the task of its method until Settle, then its exception, if there is one.
    private object? _running;
    private bool _hasTask;

    /// <summary>The answer, to be awaited once.</summary>
    internal ValueTask Response => new(this, 0);

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask InvokeOn(object target);

    /// <summary>The answer as a task; asked for before the call is sent, else there is none.</summary>
    internal Task MakeTask()
    {
        _hasTask = true;
        return _promise.Task;
    }

    internal sealed override bool Invoke(object target)
    {
        try
        {
            return HasEnded(InvokeOn(target));
        }
#pragma warning disable CA1031 // A method that throws instead of returning a failed task fails its caller all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _running = error;
            return true;
        }
    }

    internal sealed override bool InvokeFiltered(IncomingCall call) => HasEnded(PassFiltersAsync(call));

    internal sealed override async ValueTask<Outcome> RunMethodAsync(object target)
    {
        try
        {
            await InvokeOn(target);
            return Outcome.Completed;
        }
#pragma warning disable CA1031 // Whatever the grain threw is shown to the filters and then to its caller.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Outcome.FromException(error);
        }
    }

    internal sealed override async Task<Outcome> RespondAsync()
    {
        try
        {
            await Response;
            return Outcome.Completed;
        }
#pragma warning disable CA1031 // The filters see it, and then the caller.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Outcome.FromException(error);
        }
    }

    internal sealed override void OnInvoked(Action continuation) => ((Task)_running!).GetAwaiter().UnsafeOnCompleted(continuation);

    internal sealed override Exception? Settle()
    {
        if (_running is Task task)
            _running = FailureOf(task);
        return (Exception?)_running;
    }

    internal sealed override void Answer()
    {
        if (_running is Exception error)
            TryFail(error);
        else if (!TryClaim())
            return;
        else if (_hasTask)
            _promise.SetResult(true);
        else
            _answer.Complete(error: null, Caller);
    }

    internal sealed override bool TryFail(Exception error)
    {
        if (!TryClaim())
            return false;
        if (!_hasTask)
        {
            _answer.Complete(error, Caller);
            return true;
        }

        _promise.SetException(error);
        // The caller may have gone (a time-out nobody awaits); its failure is no unobserved exception of ours.
        _ = _promise.Task.Exception;
        return true;
    }

    void IValueTaskSource.GetResult(short token) => _answer.ThrowIfFailed();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _answer.Status;

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, flags, Caller, AsTaskContinuation<bool>.WithoutResult);

    private bool HasEnded(ValueTask running)
    {
        if (running.IsCompletedSuccessfully)
        {
            // Gives back what stands behind it, if that is pooled.
            running.GetAwaiter().GetResult();
            return true;
        }

        var task = running.AsTask();
        _running = task;
        return task.IsCompleted;
    }

    private static async ValueTask PassFiltersAsync(IncomingCall call)
    {
        await call.Invoke();
        call.Response!.GetResult<object>();
    }
}
