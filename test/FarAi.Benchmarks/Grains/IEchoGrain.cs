using Orleans;

namespace FarAi.Benchmarks;

internal interface IEchoGrain : IGrainWithStringKey
{
    ValueTask<Message> Echo(Message message);

    Task<Message> EchoTask(Message message);

    IAsyncEnumerable<Message> Stream(Message message, int items);
}
