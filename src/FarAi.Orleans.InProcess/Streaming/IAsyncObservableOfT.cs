namespace Orleans.Streams;

/// <summary>Something to listen to.</summary>
public interface IAsyncObservable<T>
{
    /// <summary>Subscribes from now on.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>Subscribes from an earlier event on, if it is still kept. The filter data is accepted and without effect.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}
