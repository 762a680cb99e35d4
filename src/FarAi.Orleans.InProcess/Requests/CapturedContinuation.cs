using System.Threading.Tasks.Sources;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A continuation that wants back a context other than its call's own turns: a user interface's, a test's, a scheduler's. Rare,
/// and left to the base library: a task that is completed here carries it there.
/// </summary>
internal sealed class CapturedContinuation
{
    private readonly TaskCompletionSource _ended = new();

    public CapturedContinuation(Action<object?> continuation, object? state, ValueTaskSourceOnCompletedFlags flags)
    {
        var awaiter = _ended.Task.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            awaiter.OnCompleted(() => continuation(state));
        else
            awaiter.UnsafeOnCompleted(() => continuation(state));
    }

    public static Action<object?> Run { get; } = static self => ((CapturedContinuation)self!)._ended.SetResult();
}
