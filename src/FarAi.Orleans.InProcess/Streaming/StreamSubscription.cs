using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess;

/// <summary>A handle, and, while a listener is attached through it, the listener's end of the deliveries.</summary>
internal sealed class StreamSubscription<T> : StreamSubscriptionHandle<T>, IStreamListener
{
    private readonly Guid _id;
    private readonly StreamId _streamId;
    private readonly string _provider;
    private readonly IAsyncObserver<T>? _observer;
    private readonly IAsyncBatchObserver<T>? _batchObserver;
    private ChannelStream<T>? _stream;
    private (int Rewound, long Sequence) _delivered = (0, -1);

    public StreamSubscription(ChannelStream<T> stream, Guid id, IAsyncObserver<T>? observer = null, IAsyncBatchObserver<T>? batchObserver = null)
    {
        _stream = stream;
        _id = id;
        _streamId = stream.StreamId;
        _provider = stream.ProviderName;
        _observer = observer;
        _batchObserver = batchObserver;
    }

    public override StreamId StreamId => _streamId;

    public override string ProviderName => _provider;

    public override Guid HandleId => _id;

    public bool IsValid => _stream is not null;

    /// <summary>Uses the handle up; a delivery that is under way no longer reaches the listener.</summary>
    public void Invalidate() => _stream = null;

    public override Task UnsubscribeAsync() => Stream().UnsubscribeAsync(this);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        Stream().ResumeAsync(this, observer, null, token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        Stream().ResumeAsync(this, null, observer, token);

    public override bool Equals(StreamSubscriptionHandle<T>? other) =>
        other is StreamSubscription<T> same && same._id == _id && same._streamId == _streamId && same._provider == _provider;

    public async Task DeliverAsync(StreamDelivery delivery)
    {
        // The listener was done with it, but the answer came too late and the provider has sent it again.
        var place = (delivery.Rewound, delivery.Batch.Sequence);
        if (place == _delivered)
            return;
        if (_batchObserver is not null)
            await _batchObserver.OnNextAsync([.. delivery.Batch.Items.Select((item, i) => new SequentialItem<T>(Typed(item), TokenOf(delivery, i)))]);
        for (var i = 0; _observer is not null && IsValid && i < delivery.Batch.Items.Count; i++)
            await _observer.OnNextAsync(Typed(delivery.Batch.Items[i]), TokenOf(delivery, i));
        _delivered = place;
    }

    public Task FailAsync(Exception error) => _observer?.OnErrorAsync(error) ?? _batchObserver?.OnErrorAsync(error) ?? Task.CompletedTask;

    private static EventSequenceToken TokenOf(StreamDelivery delivery, int index) => new(delivery.Batch.Sequence, index);

    private static T Typed(object? item) => item is T typed ? typed : item is null && default(T) is null
        ? default!
        : throw new InvalidCastException($"Received an item of type {item?.GetType().Name ?? "null"}, expected {typeof(T).FullName}");

    private ChannelStream<T> Stream() => _stream
        ?? throw new InvalidOperationException("Handle is no longer valid. It has been used to unsubscribe or resume.");
}
