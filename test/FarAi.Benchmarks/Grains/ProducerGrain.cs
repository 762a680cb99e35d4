using Orleans;
using Orleans.Streams;

namespace FarAi.Benchmarks;

/// <summary>The sending end of a memory stream.</summary>
[GrainType("bench-producer")]
internal sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Produce(Message message, int items)
    {
        var stream = this.GetStreamProvider(Streams.Provider).GetStream<Message>(Streams.Namespace, this.GetPrimaryKeyString());
        for (var i = 0; i < items; i++)
            await stream.OnNextAsync(message);
    }
}
