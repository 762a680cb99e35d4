using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Outcome = Orleans.Serialization.Invocation.Response;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>A call whose answer is only that it has ended.</summary>
public abstract class GrainRequestWithoutResult : GrainRequest
{
    private readonly AsyncTaskMethodBuilder<bool> _promise;
    private readonly Task<bool> _task;
    private ValueTask _running;
    private Exception? _error;

    /// <summary>A call that nobody has sent yet.</summary>
    protected GrainRequestWithoutResult()
    {
        _promise = AsyncTaskMethodBuilder<bool>.Create();
        _task = _promise.Task;
    }

    internal Task Response => _task;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask InvokeOn(object target);

    [SuppressMessage("Reliability", "CA2012", Justification = "Kept in the request until it has ended, then read once, in Settle.")]
    internal sealed override bool Invoke(object target)
    {
        try
        {
            _running = InvokeOn(target);
        }
#pragma warning disable CA1031 // A method that throws instead of returning a failed task fails its caller all the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _running = ValueTask.FromException(error);
        }

        return _running.IsCompleted;
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Kept in the request until it has ended, then read once, in Settle.")]
    internal sealed override bool InvokeFiltered(IncomingCall call)
    {
        _running = PassFiltersAsync(call);
        return _running.IsCompleted;
    }

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
        await ((Task)_task).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return _task.IsCompletedSuccessfully ? Outcome.Completed : FailureOf(_task);
    }

    internal sealed override void OnInvoked(Action continuation) => _running.GetAwaiter().UnsafeOnCompleted(continuation);

    internal sealed override Exception? Settle()
    {
        try
        {
            _running.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // Whatever the grain threw belongs to its caller.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _error = error;
        }

        _running = default;
        return _error;
    }

    internal sealed override void Answer()
    {
        if (_error is not null)
            TryFail(_error);
        else if (TryClaim())
            _promise.SetResult(true);
    }

    internal sealed override bool TryFail(Exception error)
    {
        if (!TryClaim())
            return false;
        _promise.SetException(error);
        _ = _task.Exception;
        return true;
    }

    private static async ValueTask PassFiltersAsync(IncomingCall call)
    {
        await call.Invoke();
        call.Response!.GetResult<object>();
    }
}
