using System.Threading.Channels;
using FarAi.Orleans.InProcess.Tests.Streams;
using Orleans.Streams;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans refuses a second type on a stream where it is asked for, and keeps and drops events by other bounds.</summary>
public sealed class StreamLimitTests
{
    private readonly Journal _journal = new();
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task EventOfAnotherType_IsAnErrorOfItsListener_AndTheNextFollows()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal, patience: TimeSpan.FromSeconds(0.5));
        var provider = cluster.Client.GetStreamProvider(StreamCluster.Provider);
        await provider.GetStream<string>("plain", "a").SubscribeAsync(Hear, error => _heard.Writer.WriteAsync(error.GetType().Name).AsTask());
        await provider.GetStream<int>("plain", "a").OnNextAsync(1);
        await provider.GetStream<string>("plain", "a").OnNextAsync("text");
        Assert.Equal(nameof(StreamEventDeliveryFailureException), await Heard());
        Assert.Equal("text", await Heard());
    }

    [Fact]
    public async Task PublisherIsRefused_WhileAListenerIsTooFarBehind()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        var gate = new TaskCompletionSource();
        await stream.SubscribeAsync((item, token) => item == "0" ? gate.Task : Hear(item, token));
        var sent = 0;
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            for (; sent < 20_000; sent++)
                await stream.OnNextAsync($"{sent}");
        });
        Assert.Contains("16384", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(16384, sent);
        gate.SetResult();
        for (var i = 1; i < sent; i++)
            Assert.Equal($"{i}", await Heard());
        await stream.OnNextAsync("after");
        Assert.Equal("after", await Heard());
    }

    [Fact]
    public async Task EventThatIsNoLongerKept_IsReported_AndTheOldestKeptFollows()
    {
        await using var cluster = await StreamCluster.StartAsync(_journal);
        var stream = cluster.Client.GetStreamProvider(StreamCluster.Provider).GetStream<string>("plain", "a");
        StreamSequenceToken? first = null;
        await stream.SubscribeAsync((item, token) =>
        {
            first ??= token;
            return Hear(item, token);
        });
        for (var i = 0; i < 300; i++)
            await stream.OnNextAsync($"{i}");
        for (var i = 0; i < 300; i++)
            Assert.Equal($"{i}", await Heard());
        var again = Channel.CreateUnbounded<string>();
        await stream.SubscribeAsync(
            (item, _) => again.Writer.WriteAsync(item).AsTask(), error => again.Writer.WriteAsync(error.GetType().Name).AsTask(), first!);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal(nameof(QueueCacheMissException), await again.Reader.ReadAsync(patience.Token));
        Assert.Equal("44", await again.Reader.ReadAsync(patience.Token));
    }

    private Task Hear(string item, StreamSequenceToken? token) => _heard.Writer.WriteAsync(item).AsTask();

    private async Task<string> Heard()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _heard.Reader.ReadAsync(patience.Token);
    }
}
