using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FarAi.Orleans.InProcess;

/// <summary>Makes the handle of the subscription that an event has just arrived for.</summary>
internal sealed class StreamHandleFactory(IServiceProvider services, StreamDelivery delivery) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => delivery.Stream;

    public string ProviderName => delivery.Provider;

    public GuidId SubscriptionId { get; } = GuidId.GetGuidId(delivery.Subscription);

    public StreamSubscriptionHandle<T> Create<T>()
    {
        var provider = (MemoryStreamProvider)GrainStreamingExtensions.Find(services, delivery.Provider);
        return new StreamSubscription<T>(new ChannelStream<T>(provider, delivery.Stream), delivery.Subscription);
    }
}
