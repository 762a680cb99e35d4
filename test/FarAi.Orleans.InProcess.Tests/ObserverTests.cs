using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class ObserverTests
{
    [Fact]
    public async Task VoidCalls_AllArrive_HereInOrder()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync();
        var observer = new TestObserver(journal);
        var reference = cluster.Client.CreateObjectReference<ITestObserver>(observer);
        var grain = cluster.Client.GetGrain<IObservedGrain>("a");
        await grain.Tell(reference, 200);
        var sent = Enumerable.Range(0, 200).Select(i => $"{i}").ToList();
        await Task.WhenAll(sent.Select(journal.Written));
#if GRAINHOST_ORLEANS
        // Orleans hands each message that comes over a connection to a thread of its own: all arrive, in any order.
        Assert.Equal(sent.Order(StringComparer.Ordinal), journal.Entries.Order(StringComparer.Ordinal));
#else
        Assert.Equal(sent, journal.Entries);
#endif
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task TaskCalls_AnswerAndFailLikeGrainCalls()
    {
        await using var cluster = await TestCluster.StartAsync();
        var observer = new TestObserver(new Journal());
        var reference = cluster.Client.CreateObjectReference<ITestObserver>(observer);
        var grain = cluster.Client.GetGrain<IObservedGrain>("a");
        Assert.Equal(42, await grain.Ask(reference, 21));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.Ask(reference, -1));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task DeletedReference_RefusesCalls()
    {
        await using var cluster = await TestCluster.StartAsync();
        var observer = new TestObserver(new Journal());
        var reference = cluster.Client.CreateObjectReference<ITestObserver>(observer);
        cluster.Client.DeleteObjectReference<ITestObserver>(reference);
        var call = cluster.Client.GetGrain<IObservedGrain>("a").AskBriefly(reference, 1);
#if GRAINHOST_ORLEANS
        // Its client drops the call without a word.
        await Assert.ThrowsAsync<TimeoutException>(() => call);
#else
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => call);
#endif
        GC.KeepAlive(observer);
    }
}
