namespace Orleans.Streams;

/// <summary>Listeners for batches made of functions.</summary>
public static class AsyncBatchObservableExtensions
{
    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));

    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, onErrorAsync, null));

    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, null, onCompletedAsync));

    /// <summary>Subscribes with a listener that calls this function.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs, Func<IList<SequentialItem<T>>, Task> onNextAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionBatchObserver<T>(onNextAsync, null, null));
}
