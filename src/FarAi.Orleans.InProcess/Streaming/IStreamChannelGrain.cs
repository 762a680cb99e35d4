using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>One stream: takes events, knows the subscriptions, delivers. The key is <c>provider/namespace/key</c>.</summary>
internal interface IStreamChannelGrain : IGrainWithStringKey
{
    /// <summary>Takes a batch; it is delivered after this call has returned.</summary>
    Task Publish(IReadOnlyList<object?> items);

    /// <summary>Stores a subscription that starts now, or at an event that is still kept.</summary>
    Task Subscribe(Guid subscription, GrainId consumer, bool isClient, long? from);

    /// <summary>Ends a subscription; one that is unknown has ended already.</summary>
    Task Unsubscribe(Guid subscription);

    /// <summary>Sets a subscription to an earlier or later event.</summary>
    Task Rewind(Guid subscription, long from);

    /// <summary>The subscriptions of one consumer.</summary>
    Task<List<Guid>> Subscriptions(GrainId consumer);
}
