using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class ObserverTests
{
    [Fact]
    public async Task VoidCalls_ArriveInOrder()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync();
        var observer = new TestObserver(journal);
        var reference = cluster.Client.CreateObjectReference<ITestObserver>(observer);
        var grain = cluster.Client.GetGrain<IObservedGrain>("a");
        // Orleans keeps the order once the silo has looked up where the observer lives; the first call makes it do so.
        await grain.Ask(reference, 1);
        await grain.Tell(reference, 200);
        await journal.Written("199");
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), journal.Entries);
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
