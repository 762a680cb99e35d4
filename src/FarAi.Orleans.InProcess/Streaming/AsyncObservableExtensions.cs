namespace Orleans.Streams;

/// <summary>Listeners made of functions.</summary>
public static class AsyncObservableExtensions
{
    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));

    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, null));

    /// <summary>Subscribes with a listener that calls these functions.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, onCompletedAsync));

    /// <summary>Subscribes with a listener that calls this function.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, null));

    /// <summary>Subscribes with a listener that calls these functions, from an event on.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, Func<Task> onCompletedAsync, StreamSequenceToken token) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Subscribes with a listener that calls these functions, from an event on.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync, StreamSequenceToken token) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Subscribes with a listener that calls these functions, from an event on.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync, StreamSequenceToken token) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Subscribes with a listener that calls this function, from an event on.</summary>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken token) =>
        obs.SubscribeAsync(new FarAi.Orleans.InProcess.FunctionObserver<T>(onNextAsync, null, null), token);
}
