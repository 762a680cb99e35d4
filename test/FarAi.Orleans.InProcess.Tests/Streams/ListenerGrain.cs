using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace FarAi.Orleans.InProcess.Tests.Streams;

internal interface IListenerGrain : IGrainWithStringKey
{
    /// <summary>Subscribes to the stream with the grain's own key.</summary>
    Task Listen();

    Task ListenInBatches();

    /// <summary>Ends one subscription; how many there were.</summary>
    Task<int> StopOne();

    Task<int> Subscriptions();

    Task Leave();

    /// <summary>Publishes from within a grain, with a value in the request context.</summary>
    Task Publish(string stream, string[] events, string? user);

    Task PublishBatch(string stream, string[] events);

    Task<string> UseUpAHandle();
}

/// <summary>
/// Writes what it hears into the journal as <c>key:event</c>. Events "refuse n x" fail n times; "refuse forever x" always.
/// Resumes its subscriptions whenever it is activated.
/// </summary>
internal sealed class ListenerGrain(Journal journal) : Grain, IListenerGrain, IAsyncObserver<string>, IAsyncBatchObserver<string>
{
    private readonly Dictionary<string, int> _refused = [];

    private IAsyncStream<string> Stream => this.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await Stream.GetAllSubscriptionHandles())
            await handle.ResumeAsync((IAsyncObserver<string>)this);
    }

    public Task Listen() => Stream.SubscribeAsync((IAsyncObserver<string>)this);

    public Task ListenInBatches() => Stream.SubscribeAsync((IAsyncBatchObserver<string>)this);

    public async Task<int> StopOne()
    {
        var handles = await Stream.GetAllSubscriptionHandles();
        await handles[0].UnsubscribeAsync();
        return handles.Count;
    }

    public async Task<int> Subscriptions() => (await Stream.GetAllSubscriptionHandles()).Count;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Publish(string stream, string[] events, string? user)
    {
        if (user is not null)
            RequestContext.Set("user", user);
        var target = this.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", stream);
        foreach (var published in events)
            await target.OnNextAsync(published);
    }

    public Task PublishBatch(string stream, string[] events) =>
        this.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", stream).OnNextBatchAsync(events);

    public async Task<string> UseUpAHandle()
    {
        var handle = await Stream.SubscribeAsync((IAsyncObserver<string>)this);
        var resumed = await handle.ResumeAsync((IAsyncObserver<string>)this);
        Assert.Equal(handle.HandleId, resumed.HandleId);
        return (await Assert.ThrowsAsync<InvalidOperationException>(handle.UnsubscribeAsync)).Message;
    }

    public Task OnNextAsync(string item, StreamSequenceToken? token = null)
    {
        if (item.StartsWith("refuse ", StringComparison.Ordinal))
        {
            var times = item.Split(' ')[1] is "forever" ? int.MaxValue : int.Parse(item.Split(' ')[1]);
            var refused = _refused[item] = _refused.GetValueOrDefault(item) + 1;
            if (refused <= times)
            {
                journal.Write($"{this.GetPrimaryKeyString()} refuses {item}");
                throw new InvalidDataException(item);
            }
        }

        Assert.NotNull(token);
        var user = RequestContext.Get("user") is string name ? $"{name}@" : string.Empty;
        journal.Write($"{this.GetPrimaryKeyString()}:{user}{item}");
        return Task.CompletedTask;
    }

    public Task OnNextAsync(IList<SequentialItem<string>> items)
    {
        journal.Write($"{this.GetPrimaryKeyString()}:[{string.Join(", ", items.Select(item => $"{item.Item}#{item.Token.EventIndex}"))}]");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        journal.Write($"{this.GetPrimaryKeyString()} error {ex.GetType().Name}");
        return Task.CompletedTask;
    }
}

internal interface IImpliedGrain : IGrainWithGuidKey
{
    Task<string> Ping();
}

/// <summary>Never asks for its events: an attribute does.</summary>
[ImplicitStreamSubscription("implied")]
internal sealed class ImpliedGrain(Journal journal) : Grain, IImpliedGrain, IStreamSubscriptionObserver
{
    public Task<string> Ping() => Task.FromResult("pong");

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        journal.Write($"{this.GetPrimaryKey():N} subscribed to {handleFactory.StreamId} of {handleFactory.ProviderName}");
        await handleFactory.Create<int>().ResumeAsync((item, _) =>
        {
            journal.Write($"{this.GetPrimaryKey():N}:{item}");
            return Task.CompletedTask;
        });
    }
}

internal interface IImpliedByNumberGrain : IGrainWithIntegerKey
{
}

/// <summary>Subscribes when it is activated, and so by its first event.</summary>
[RegexImplicitStreamSubscription("^numbers-[ab]$")]
internal sealed class ImpliedByNumberGrain(Journal journal) : Grain, IImpliedByNumberGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(StreamCluster.Provider).GetStream<string>("numbers-a", this.GetPrimaryKeyLong());
        await stream.SubscribeAsync((item, _) =>
        {
            journal.Write($"{this.GetPrimaryKeyLong()}:{item}");
            return Task.CompletedTask;
        });
    }
}
