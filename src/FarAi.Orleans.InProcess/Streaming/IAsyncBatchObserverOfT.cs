namespace Orleans.Streams;

/// <summary>A listener for batches.</summary>
public interface IAsyncBatchObserver<T>
{
    /// <summary>Handles the events of one delivery. A failure makes the provider deliver them again.</summary>
    Task OnNextAsync(IList<SequentialItem<T>> items);

    /// <summary>Nothing more will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The provider gave up on a delivery, or an event that was asked for is gone.</summary>
    Task OnErrorAsync(Exception ex);
}
