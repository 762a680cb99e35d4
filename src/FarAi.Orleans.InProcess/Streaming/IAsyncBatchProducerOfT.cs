namespace Orleans.Streams;

/// <summary>The publishing side of a stream.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Publishes several events that are delivered together.</summary>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}
