using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public async Task References_TravelAsArguments_InMessages_AndAsResults()
    {
        await using var cluster = await TestCluster.StartAsync();
        var book = cluster.Client.GetGrain<IAddressBookGrain>("book");
        Assert.Equal("a", await book.AskKey(Echo(cluster, "a")));
        Assert.Equal(["a", "b", "c"], await book.AskKeys(Three(cluster)));
        var found = await book.Find("d");
        Assert.Equal(Echo(cluster, "d"), found);
        Assert.Equal("d", await found.Key());
    }

    [Fact]
    public async Task References_SurviveInStoredState()
    {
        await using var cluster = await TestCluster.StartAsync();
        var book = cluster.Client.GetGrain<IAddressBookGrain>("book");
        await book.Keep(Three(cluster));
        await book.Leave();
        var kept = await book.Kept();
        Assert.Equal(Echo(cluster, "a"), kept.One);
        Assert.Equal(["b", "c"], await Task.WhenAll(kept.Many.Select(grain => grain.Key())));
        Assert.Equal("a", await kept.Books["self"].AskKey(kept.One!));
    }

    [Fact]
    public async Task Observer_IsPassedOnFromGrainToGrain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var observer = new TestObserver(new Journal());
        var reference = cluster.Client.CreateObjectReference<ITestObserver>(observer);
        Assert.Equal(42, await cluster.Client.GetGrain<IAddressBookGrain>("book").AskObserver(reference, cluster.Client.GetGrain<IObservedGrain>("a")));
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task References_AreOneInASet_WhicheverWayTheyWereMade()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = Echo(cluster, "a");
        var set = new HashSet<IEchoGrain> { grain, Echo(cluster, "a"), Echo(cluster, "b") };
        Assert.Equal(2, set.Count);
        Assert.Equal(grain.GetGrainId(), grain.AsReference<IEchoTwin>().GetGrainId());
    }

    private static IEchoGrain Echo(TestCluster cluster, string key) => cluster.Client.GetGrain<IEchoGrain>(key);

    private static Addresses Three(TestCluster cluster) => new()
    {
        One = Echo(cluster, "a"),
        Many = [Echo(cluster, "b"), Echo(cluster, "c")],
        Books = { ["self"] = cluster.Client.GetGrain<IAddressBookGrain>("book two") },
    };
}
