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
        await cluster.Client.GetGrain<IObservedGrain>("a").Tell(reference, 200);
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
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => cluster.Client.GetGrain<IObservedGrain>("a").Ask(reference, 1));
        GC.KeepAlive(observer);
    }
}
