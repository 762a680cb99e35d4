using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams.Core;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The listeners of one activation, or of one client (there any thread may subscribe while events arrive).
/// </summary>
internal sealed partial class StreamConsumer(ILogger<StreamConsumer> logger) : IStreamConsumerExtension
{
    private readonly ConcurrentDictionary<Guid, IStreamListener> _listeners = new();

    public void Attach(Guid subscription, IStreamListener listener) => _listeners[subscription] = listener;

    public void Detach(Guid subscription) => _listeners.TryRemove(subscription, out _);

    public async Task Deliver(StreamDelivery delivery)
    {
        if (!_listeners.TryGetValue(delivery.Subscription, out var listener))
        {
            if (RuntimeContext.Current is { GrainInstance: IStreamSubscriptionObserver grain } context)
                await grain.OnSubscribed(new StreamHandleFactory(context.ActivationServices, delivery));
            if (!_listeners.TryGetValue(delivery.Subscription, out listener))
            {
                // As in Orleans: a subscription without a listener is a race with its end, or a grain that forgot to resume.
                LogNobodyListens(delivery.Subscription, delivery.Stream, delivery.Provider);
                return;
            }
        }

        await listener.DeliverAsync(delivery);
    }

    public Task Fail(Guid subscription, Exception error) =>
        _listeners.TryGetValue(subscription, out var listener) ? listener.FailAsync(error) : Task.CompletedTask;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An event of stream {Stream} of provider {Provider} is dropped: nobody listens for subscription {Subscription}. Resume subscriptions in OnActivateAsync.")]
    private partial void LogNobodyListens(Guid subscription, StreamId stream, string provider);
}
