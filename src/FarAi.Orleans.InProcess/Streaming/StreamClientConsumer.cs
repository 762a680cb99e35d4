namespace FarAi.Orleans.InProcess;

/// <summary>Brings deliveries to a client's listeners. The host holds observers weakly: the provider keeps it alive.</summary>
internal sealed class StreamClientConsumer(StreamConsumer listeners) : IStreamClientConsumer
{
    public Task Deliver(StreamDelivery delivery) => listeners.Deliver(delivery);

    public Task Fail(Guid subscription, Exception error) => listeners.Fail(subscription, error);
}
