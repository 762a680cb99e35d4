using Orleans;

namespace FarAi.Benchmarks;

/// <summary>Answers at once: what is measured is the way there and back.</summary>
[GrainType("bench-echo")]
internal sealed class EchoGrain : Grain, IEchoGrain
{
    private static readonly Task<Message> s_sample = Task.FromResult(Message.Sample);

    public ValueTask<Message> Echo(Message message) => ValueTask.FromResult(message);

    // One task for all calls: its cost would be the grain's, not the host's.
    public Task<Message> EchoTask(Message message) => s_sample;

    public async IAsyncEnumerable<Message> Stream(Message message, int items)
    {
        // The iterator is ready with each item at once; the batches are the host's.
        await Task.CompletedTask;
        for (var i = 0; i < items; i++)
            yield return message;
    }
}
