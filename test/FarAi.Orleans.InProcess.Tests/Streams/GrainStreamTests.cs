using Orleans.Streams;

namespace FarAi.Orleans.InProcess.Tests.Streams;

/// <summary>Grains that listen to streams and publish on them.</summary>
public sealed class GrainStreamTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task Events_ArriveOnceAndInOrder()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var listener = cluster.Client.GetGrain<IListenerGrain>("a");
        await listener.Listen();
        string[] events = [.. Enumerable.Range(0, 200).Select(i => $"{i}")];
        await cluster.Client.GetGrain<IListenerGrain>("publisher").Publish("a", events, user: null);
        await _journal.Written("a:199");
        Assert.Equal(events.Select(published => $"a:{published}"), _journal.Entries);
    }

    [Fact]
    public async Task Streams_AreApart_AndEverySubscriptionGetsItsEvents()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("b").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("b", ["for b"], user: null);
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["for a", "last"], user: null);
        await Task.WhenAll(_journal.Written("b:for b"), Eventually(() => _journal.Entries.Count(entry => entry == "a:last") == 2));
        Assert.Equal(2, _journal.Entries.Count(entry => entry == "a:for a"));
        Assert.Single(_journal.Entries, entry => entry.StartsWith("b:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscription_OutlivesTheActivation()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var listener = cluster.Client.GetGrain<IListenerGrain>("a");
        await listener.Listen();
        await listener.Leave();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["after"], user: null);
        await _journal.Written("a:after");
        Assert.Equal(1, await listener.Subscriptions());
    }

    [Fact]
    public async Task EndedSubscription_GetsNothingMore()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var listener = cluster.Client.GetGrain<IListenerGrain>("a");
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        await stream.SubscribeAsync((item, _) =>
        {
            _journal.Write($"witness:{item}");
            return Task.CompletedTask;
        });
        await listener.Listen();
        Assert.Equal(1, await listener.StopOne());
        Assert.Equal(0, await listener.Subscriptions());
        await stream.OnNextAsync("unheard");
        await _journal.Written("witness:unheard");
        await listener.Listen();
        await stream.OnNextAsync("heard");
        await _journal.Written("a:heard");
        Assert.DoesNotContain("a:unheard", _journal.Entries);
    }

    [Fact]
    public async Task Batch_ArrivesWhole_WithAPlaceForEveryEvent()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        await cluster.Client.GetGrain<IListenerGrain>("a").ListenInBatches();
        await cluster.Client.GetGrain<IListenerGrain>("b").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").PublishBatch("a", ["x", "y", "z"]);
        await cluster.Client.GetGrain<IListenerGrain>("p").PublishBatch("b", ["x", "y"]);
        await Task.WhenAll(_journal.Written("a:[x#0, y#1, z#2]"), _journal.Written("b:y"));
        Assert.Contains("b:x", _journal.Entries);
    }

    [Fact]
    public async Task RefusedEvent_IsDeliveredAgain_BeforeTheNext()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["refuse 1 me", "next"], user: null);
        await _journal.Written("a:next");
        Assert.Equal(["a refuses refuse 1 me", "a:refuse 1 me", "a:next"], _journal.Entries);
    }

    [Fact]
    public async Task EventRefusedForTooLong_IsReportedToItsListener_AndTheNextFollows()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal, patience: TimeSpan.FromSeconds(1.5));
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["refuse forever", "next"], user: null);
        await _journal.Written("a:next");
        Assert.Contains($"a error {nameof(StreamEventDeliveryFailureException)}", _journal.Entries);
        Assert.Equal("a:next", _journal.Entries[^1]);
    }

    [Fact]
    public async Task SlowListener_DelaysNoOther()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("b").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["refuse forever"], user: null);
        await _journal.Written("a refuses refuse forever");
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("b", ["at once"], user: null);
        await _journal.Written("b:at once");
    }

    [Fact]
    public async Task RequestContextOfThePublisher_TravelsWithTheEvent()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["one"], user: "ada");
        await cluster.Client.GetGrain<IListenerGrain>("p").Publish("a", ["two"], user: null);
        await Task.WhenAll(_journal.Written("a:ada@one"), _journal.Written("a:two"));
    }

    [Fact]
    public async Task UsedUpHandle_SaysSo()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        Assert.StartsWith("Handle is no longer valid.", await cluster.Client.GetGrain<IListenerGrain>("a").UseUpAHandle(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImplicitSubscription_ActivatesTheGrainWithTheStreamsKey_AndTellsItOnce()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var key = Guid.NewGuid();
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<int>("implied", key);
        await stream.OnNextAsync(1);
        await stream.OnNextAsync(2);
        await _journal.Written($"{key:N}:2");
        Assert.Equal([$"{key:N} subscribed to implied/{key:N} of mem", $"{key:N}:1", $"{key:N}:2"], _journal.Entries);
    }

    [Fact]
    public async Task ImplicitSubscription_ByPattern_AttachesInOnActivateAsync()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var provider = cluster.Client.GetStreamProvider(StreamCluster.Provider);
        await provider.GetStream<string>("numbers-c", 7).OnNextAsync("not mine");
        await provider.GetStream<string>("numbers-a", 7).OnNextAsync("mine");
        await _journal.Written("7:mine");
        Assert.Equal(["7:mine"], _journal.Entries);
    }

    [Fact]
    public async Task ListenerOnAKilledSilo_HearsTheNextEventElsewhere()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal, silos: 3);
        // Stored subscriptions live in memory of some silo: only listeners by attribute surely outlive a kill here.
        var keys = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid()).ToArray();
        var provider = cluster.Client.GetStreamProvider(StreamCluster.Provider);
        foreach (var key in keys)
            await provider.GetStream<int>("implied", key).OnNextAsync(1);
        await Task.WhenAll(keys.Select(key => _journal.Written($"{key:N}:1")));
        await cluster.KillSiloAsync(cluster.Silos[^1]);
        foreach (var key in keys)
            await provider.GetStream<int>("implied", key).OnNextAsync(2);
        await Task.WhenAll(keys.Select(key => _journal.Written($"{key:N}:2")));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(20, patience.Token);
    }
}
