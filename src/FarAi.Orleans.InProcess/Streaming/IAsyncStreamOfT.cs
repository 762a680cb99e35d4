namespace Orleans.Streams;

/// <summary>A handle on a stream: publish with OnNextAsync, listen with SubscribeAsync. The stream itself always exists.</summary>
public interface IAsyncStream<T>
    : IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>, IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The caller's subscriptions to this stream. A grain resumes them when it is activated again.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}
