using Orleans;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FarAi.Benchmarks;

/// <summary>The receiving end of a memory stream, subscribed by its class.</summary>
[GrainType("bench-consumer")]
[ImplicitStreamSubscription(Streams.Namespace)]
internal sealed class ConsumerGrain : Grain, IConsumerGrain, IStreamSubscriptionObserver, IAsyncObserver<Message>
{
    private TaskCompletionSource _received = new();
    private int _missing;

    public Task Expect(int items)
    {
        (_received, _missing) = (new TaskCompletionSource(), items);
        return Task.CompletedTask;
    }

    public Task Received() => _received.Task;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Message>().ResumeAsync(this);

    public Task OnNextAsync(Message item, StreamSequenceToken? token = null)
    {
        if (--_missing == 0)
            _received.SetResult();
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
