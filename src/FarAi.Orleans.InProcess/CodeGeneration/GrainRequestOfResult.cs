using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Orleans.Runtime;
using Outcome = Orleans.Serialization.Invocation.Response;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>
/// A call whose answer is a value. Its promise is a task where the method returns one; else the request itself is what the
/// caller's ValueTask stands for, and nothing more is allocated.
/// </summary>
public abstract class GrainRequest<TResult> : GrainRequest, IValueTaskSource<TResult>
{
    // A reference that a client gets is made its own: its calls must not depend on the silo that made it.
    private static readonly bool s_isReference = typeof(IAddressable).IsAssignableFrom(typeof(TResult));

    // Of these two one is used. The builder, unlike a completion source, is no object of its own.
    private AsyncTaskMethodBuilder<TResult> _promise;
    private AwaitedAnswer _answer;
    private TResult? _result;

    // The callee's: the task of its method until Settle, then its exception, if there is one.
    private object? _running;
    private bool _hasTask;

    /// <summary>The answer, to be awaited once.</summary>
    internal ValueTask<TResult> Response => new(this, 0);

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask<TResult> InvokeOn(object target);

    /// <summary>The answer as a task; asked for before the call is sent, else there is none.</summary>
    internal Task<TResult> MakeTask()
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
        try
        {
            return Outcome.FromResult(await Response);
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
        if (_running is Task<TResult> task)
        {
            _running = FailureOf(task);
            if (_running is null)
                _result = task.Result;
        }

        return (Exception?)_running;
    }

    internal sealed override void Answer()
    {
        if (_running is Exception error)
            TryFail(error);
        else if (TryClaim())
            Succeed();
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

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        _answer.ThrowIfFailed();
        return _result!;
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _answer.Status;

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, flags, Caller, AsTaskContinuation<TResult>.OfResult);

    private void Succeed()
    {
        if (s_isReference && _result is GrainReference reference && Caller is null && Origin is { Role: GrainHostRole.Client } client)
            _result = (TResult)(object)reference.In(client.References);
        if (_hasTask)
            _promise.SetResult(_result!);
        else
            _answer.Complete(error: null, Caller);
    }

    private bool HasEnded(ValueTask<TResult> running)
    {
        if (running.IsCompletedSuccessfully)
        {
            _result = running.Result;
            return true;
        }

        var task = running.AsTask();
        _running = task;
        return task.IsCompleted;
    }

    private static async ValueTask<TResult> PassFiltersAsync(IncomingCall call)
    {
        await call.Invoke();
        return call.Response!.GetResult<TResult>()!;
    }
}
