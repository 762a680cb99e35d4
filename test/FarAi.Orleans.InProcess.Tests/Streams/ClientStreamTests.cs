using System.Threading.Channels;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess.Tests.Streams;

/// <summary>Clients that listen to streams and publish on them.</summary>
public sealed class ClientStreamTests
{
    private readonly Journal _journal = new();
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task Client_HearsEventsInOrder_UntilItUnsubscribes()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        var handle = await stream.SubscribeAsync(Hear);
        var publisher = cluster.Client.GetGrain<IListenerGrain>("p");
        await publisher.Publish("a", ["1", "2", "3"], user: null);
        Assert.Equal(["1", "2", "3"], [await Heard(), await Heard(), await Heard()]);
        await handle.UnsubscribeAsync();
        await cluster.Client.GetGrain<IListenerGrain>("a").Listen();
        await stream.OnNextAsync("unheard");
        await _journal.Written("a:unheard");
        Assert.Empty(await stream.GetAllSubscriptionHandles());
        await stream.SubscribeAsync(Hear);
        await stream.OnNextAsync("4");
        Assert.Equal("4", await Heard());
    }

    [Fact]
    public async Task Listener_FromAnEarlierEventOn_HearsThatOneAgain()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        Assert.True(stream.IsRewindable);
        List<StreamSequenceToken> tokens = [];
        await stream.SubscribeAsync((item, token) =>
        {
            tokens.Add(token!);
            return Hear(item, token);
        });
        foreach (var item in (string[])["1", "2", "3"])
            await stream.OnNextAsync(item);
        Assert.Equal(["1", "2", "3"], [await Heard(), await Heard(), await Heard()]);
        Assert.True(tokens[1].Newer(tokens[0]) && tokens[2].Newer(tokens[1]));
        var again = Channel.CreateUnbounded<string>();
        await stream.SubscribeAsync((item, _) => again.Writer.WriteAsync(item).AsTask(), tokens[1]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal("2", await again.Reader.ReadAsync(patience.Token));
        Assert.Equal("3", await again.Reader.ReadAsync(patience.Token));
    }

    [Fact]
    public async Task UnknownProvider_IsNamed()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        Assert.Contains("'nowhere'", Assert.Throws<KeyNotFoundException>(() => cluster.Client.GetStreamProvider("nowhere")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishersCan_NeitherEndNorFailAStream()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        // Orleans throws another type here, one that analyzers reserve for unfinished code.
        await Assert.ThrowsAnyAsync<SystemException>(() => stream.OnCompletedAsync());
        await Assert.ThrowsAnyAsync<SystemException>(() => stream.OnErrorAsync(new InvalidDataException()));
    }

    private Task Hear(string item, StreamSequenceToken? token) => _heard.Writer.WriteAsync(item).AsTask();

    private async Task<string> Heard()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _heard.Reader.ReadAsync(patience.Token);
    }
}
