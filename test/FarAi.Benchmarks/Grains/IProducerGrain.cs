using Orleans;

namespace FarAi.Benchmarks;

internal interface IProducerGrain : IGrainWithStringKey
{
    /// <summary>Sends items into the stream of its key, each after the one before was taken.</summary>
    Task Produce(Message message, int items);
}
