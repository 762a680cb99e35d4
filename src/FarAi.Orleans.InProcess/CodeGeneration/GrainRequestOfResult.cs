using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Outcome = Orleans.Serialization.Invocation.Response;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>A call whose answer is a value. The promise is a builder, not a completion source: one object less per call.</summary>
public abstract class GrainRequest<TResult> : GrainRequest
{
    private readonly AsyncTaskMethodBuilder<TResult> _promise;
    private readonly Task<TResult> _task;
    private ValueTask<TResult> _running;
    private TResult? _result;
    private Exception? _error;

    /// <summary>A call that nobody has sent yet.</summary>
    protected GrainRequest()
    {
        _promise = AsyncTaskMethodBuilder<TResult>.Create();
        _task = _promise.Task;
    }

    internal Task<TResult> Response => _task;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask<TResult> InvokeOn(object target);

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
            _running = ValueTask.FromException<TResult>(error);
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
            return Outcome.FromResult(await InvokeOn(target));
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
        return _task.IsCompletedSuccessfully ? Outcome.FromResult(_task.Result) : FailureOf(_task);
    }

    internal sealed override void OnInvoked(Action continuation) => _running.GetAwaiter().UnsafeOnCompleted(continuation);

    internal sealed override Exception? Settle()
    {
        try
        {
            _result = _running.Result;
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
            _promise.SetResult(_result!);
    }

    internal sealed override bool TryFail(Exception error)
    {
        if (!TryClaim())
            return false;
        _promise.SetException(error);
        // The caller may have gone (a time-out nobody awaits); its failure is no unobserved exception of ours.
        _ = _task.Exception;
        return true;
    }

    private static async ValueTask<TResult> PassFiltersAsync(IncomingCall call)
    {
        await call.Invoke();
        return call.Response!.GetResult<TResult>()!;
    }
}
