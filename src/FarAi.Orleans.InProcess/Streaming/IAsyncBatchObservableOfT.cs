namespace Orleans.Streams;

/// <summary>Something to listen to in batches.</summary>
public interface IAsyncBatchObservable<T>
{
    /// <summary>Subscribes from now on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);

    /// <summary>Subscribes from an earlier event on, if it is still kept.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token);
}
