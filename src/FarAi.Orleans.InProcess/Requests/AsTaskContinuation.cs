using System.Threading.Tasks.Sources;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The continuation with which <c>ValueTask.AsTask()</c> waits: it only completes a task, whose own rules say where the awaiting
/// code runs. So it may run anywhere, and needs no trip through the thread pool. Learned from the base library by asking it.
/// </summary>
internal sealed class AsTaskContinuation<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private Action<object?>? _continuation;

    /// <summary>That of a ValueTask with a result.</summary>
    public static Action<object?>? OfResult { get; } = Ask(static probe => _ = new ValueTask<TResult>(probe, 0).AsTask());

    /// <summary>That of a ValueTask without.</summary>
    public static Action<object?>? WithoutResult { get; } = Ask(static probe => _ = new ValueTask(probe, 0).AsTask());

    TResult IValueTaskSource<TResult>.GetResult(short token) => throw new InvalidOperationException();

    void IValueTaskSource.GetResult(short token) => throw new InvalidOperationException();

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _continuation = continuation;

    private static Action<object?>? Ask(Action<AsTaskContinuation<TResult>> ask)
    {
        var probe = new AsTaskContinuation<TResult>();
        ask(probe);
        return probe._continuation;
    }
}
