namespace Orleans.Streams;

/// <summary>A listener, one event at a time.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Handles an event. A failure makes the provider deliver it again.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>Nothing more will come.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The provider gave up on an event, or an event that was asked for is gone.</summary>
    Task OnErrorAsync(Exception ex);
}
