using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>Makes the handle of a subscription once its type is known.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The stream.</summary>
    StreamId StreamId { get; }

    /// <summary>The provider's name.</summary>
    string ProviderName { get; }

    /// <summary>The subscription.</summary>
    GuidId SubscriptionId { get; }

    /// <summary>The handle; <typeparamref name="T"/> is the type of the stream's events.</summary>
    StreamSubscriptionHandle<T> Create<T>();
}
