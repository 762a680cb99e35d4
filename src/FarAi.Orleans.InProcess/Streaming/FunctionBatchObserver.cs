using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>A listener for batches made of functions.</summary>
internal sealed class FunctionBatchObserver<T> : IAsyncBatchObserver<T>
{
    private readonly Func<IList<SequentialItem<T>>, Task> _onNext;
    private readonly Func<Exception, Task>? _onError;
    private readonly Func<Task>? _onCompleted;

    public FunctionBatchObserver(Func<IList<SequentialItem<T>>, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        (_onNext, _onError, _onCompleted) = (onNext, onError, onCompleted);
    }

    public Task OnNextAsync(IList<SequentialItem<T>> items) => _onNext(items);

    public Task OnCompletedAsync() => _onCompleted?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => _onError?.Invoke(ex) ?? Task.CompletedTask;
}
