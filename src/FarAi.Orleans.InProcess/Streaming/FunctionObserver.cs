using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>A listener made of functions.</summary>
internal sealed class FunctionObserver<T> : IAsyncObserver<T>
{
    private readonly Func<T, StreamSequenceToken?, Task> _onNext;
    private readonly Func<Exception, Task>? _onError;
    private readonly Func<Task>? _onCompleted;

    public FunctionObserver(Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        (_onNext, _onError, _onCompleted) = (onNext, onError, onCompleted);
    }

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => _onNext(item, token);

    public Task OnCompletedAsync() => _onCompleted?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => _onError?.Invoke(ex) ?? Task.CompletedTask;
}
