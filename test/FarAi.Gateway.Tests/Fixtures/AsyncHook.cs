namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>Something a test may wait for, or hold up.</summary>
internal sealed class AsyncHook<T>
{
    private readonly TaskCompletionSource<T> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the hook is first reached.</summary>
    public Task<T> Reached => _reached.Task;

    /// <summary>Who reaches the hook waits for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Task InvokeAsync(T value)
    {
        _reached.TrySetResult(value);
        return Gate;
    }
}
