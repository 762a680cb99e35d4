using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The listening side of a grain. Deliveries are ordinary turns: they wait for the grain like any call.</summary>
internal interface IStreamConsumerExtension : IGrainExtension
{
    /// <summary>Hands a batch to the subscription's listener; fails if the listener does.</summary>
    Task Deliver(StreamDelivery delivery);

    /// <summary>Tells the subscription's listener of a failure.</summary>
    Task Fail(Guid subscription, Exception error);
}
