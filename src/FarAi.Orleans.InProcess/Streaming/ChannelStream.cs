using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>A handle on one memory stream, for publishers and listeners.</summary>
internal sealed class ChannelStream<T>(MemoryStreamProvider provider, StreamId id) : IAsyncStream<T>
{
    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => id;

    private IStreamChannelGrain Channel => field ??= provider.Grains.GetGrain<IStreamChannelGrain>($"{provider.Name}/{id}");

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Channel.Publish([item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        object?[] items = [.. batch];
        return items.Length == 0 ? Task.CompletedTask : Channel.Publish(items);
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("Memory streams do not end: OnCompletedAsync of a publisher exists in no queue-based stream of Orleans either.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("Memory streams carry no errors: OnErrorAsync of a publisher exists in no queue-based stream of Orleans either.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => AttachAsync(observer, null, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) =>
        AttachAsync(observer, null, token);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => AttachAsync(null, observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) =>
        AttachAsync(null, observer, token);

    public async Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles() =>
        [.. (await Channel.Subscriptions(Me().Id)).Select(subscription => new StreamSubscription<T>(this, subscription))];

    public async Task<StreamSubscriptionHandle<T>> ResumeAsync(
        StreamSubscription<T> handle, IAsyncObserver<T>? observer, IAsyncBatchObserver<T>? batchObserver, StreamSequenceToken? token)
    {
        Check(observer, batchObserver);
        var resumed = new StreamSubscription<T>(this, handle.HandleId, observer, batchObserver);
        Me().Listeners.Attach(handle.HandleId, resumed);
        handle.Invalidate();
        if (token is not null)
            await Channel.Rewind(handle.HandleId, token.SequenceNumber);
        return resumed;
    }

    public async Task UnsubscribeAsync(StreamSubscription<T> handle)
    {
        // The listener goes first, and the handle stays valid until the subscription has gone too: then a failure can be tried again.
        Me().Listeners.Detach(handle.HandleId);
        await Channel.Unsubscribe(handle.HandleId);
        handle.Invalidate();
    }

    public bool Equals(IAsyncStream<T>? other) => other is ChannelStream<T> same && same.StreamId == id && same.ProviderName == ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(ProviderName, id);

    public int CompareTo(IAsyncStream<T>? other) => other is null
        ? 1
        : string.CompareOrdinal(ProviderName, other.ProviderName) is var order and not 0 ? order : id.CompareTo(other.StreamId);

    public override string ToString() => $"{ProviderName}/{id}";

    private static void Check(IAsyncObserver<T>? observer, IAsyncBatchObserver<T>? batchObserver)
    {
        if (observer is null && batchObserver is null)
            throw new ArgumentNullException(nameof(observer));
        if (observer is GrainReference || batchObserver is GrainReference)
            throw new ArgumentException("On-behalf subscription via grain references is not supported. Only passing of object references is allowed.", nameof(observer));
    }

    private async Task<StreamSubscriptionHandle<T>> AttachAsync(
        IAsyncObserver<T>? observer, IAsyncBatchObserver<T>? batchObserver, StreamSequenceToken? token)
    {
        Check(observer, batchObserver);
        var (listeners, me, isClient) = Me();
        var isImplicit = ImplicitSubscribers.TryFind(provider.Name, id, me, out var subscription);
        if (!isImplicit)
            subscription = Guid.NewGuid();
        var handle = new StreamSubscription<T>(this, subscription, observer, batchObserver);
        // Attached first: the first event may arrive before the answer to the subscription.
        listeners.Attach(subscription, handle);
        try
        {
            if (!isImplicit)
                await Channel.Subscribe(subscription, me, isClient, token?.SequenceNumber);
            else if (token is not null)
                await Channel.Rewind(subscription, token.SequenceNumber);
            return handle;
        }
        catch
        {
            listeners.Detach(subscription);
            throw;
        }
    }

    // In a grain's turn the grain listens, elsewhere the process's client.
    private (StreamConsumer Listeners, GrainId Id, bool IsClient) Me() => RuntimeContext.Current is { } context
        ? ((StreamConsumer)ExtensionTarget.Of<IStreamConsumerExtension>(), context.GrainId, false)
        : (provider.ClientListeners, provider.ClientId, true);
}
