using Orleans;

namespace FarAi.Orleans.InProcess;

/// <summary>The listening side of a client.</summary>
internal interface IStreamClientConsumer : IGrainObserver
{
    /// <inheritdoc cref="IStreamConsumerExtension.Deliver"/>
    Task Deliver(StreamDelivery delivery);

    /// <inheritdoc cref="IStreamConsumerExtension.Fail"/>
    Task Fail(Guid subscription, Exception error);
}
