using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class ReentrancyTests
{
    private const string PlainClass = "FarAi.Orleans.InProcess.Tests.TurnGrain";

    [Fact]
    public async Task AlwaysInterleave_RunsBesideAWaitingCall()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ITurnGrain>("a", PlainClass);
        var first = grain.Hold("1");
        await journal.Written("in 1");
        journal.Open("2");
        await grain.HoldInterleaved("2");
        journal.Open("1");
        await first;
        Assert.Equal(["in 1", "in 2", "out 2", "out 1"], journal.Entries);
    }

    [Fact]
    public async Task ReadOnlyCalls_InterleaveWithEachOther_AndKeepWritersOut()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ITurnGrain>("a", PlainClass);
        var first = grain.HoldReadOnly("r1");
        await journal.Written("in r1");
        var second = grain.HoldReadOnly("r2");
        await journal.Written("in r2");
        var writer = grain.Hold("w");
        // The first reader ends while the second still runs.
        journal.Open("r1");
        await first;
#if GRAINHOST_ORLEANS
        // Orleans remembers one running call only, the first: when that ends, the writer starts beside the other reader.
        await journal.Written("in w");
        string[] end = ["in w", "out r2", "out w"];
#else
        Assert.DoesNotContain("in w", journal.Entries);
        string[] end = ["out r2", "in w", "out w"];
#endif
        journal.Open("r2");
        await second;
        journal.Open("w");
        await writer;
        Assert.Equal(["in r1", "in r2", "out r1", .. end], journal.Entries);
    }

    [Fact]
    public async Task ReentrantClass_LetsAllCallsInterleave()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IReentrantGrain>("a");
        var first = grain.Hold("1");
        await journal.Written("in 1");
        journal.Open("2");
        await grain.Hold("2");
        journal.Open("1");
        await first;
    }

    [Fact]
    public async Task Predicate_DecidesPerRequest()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IPredicateGrain>("a");
        var first = grain.Hold("1");
        await journal.Written("in 1");
        var rude = grain.Hold("rude");
        journal.Open("polite");
        await grain.Hold("polite");
        journal.Open("1");
        journal.Open("rude");
        await Task.WhenAll(first, rude);
        Assert.Equal(["in 1", "in polite", "out polite", "out 1", "in rude", "out rude"], journal.Entries);
    }

    [Fact]
    public async Task CallBackIntoAWaitingGrain_TimesOut()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IChainGrain>("a");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.CallYourselfThrough("b", allow: false));
    }

    [Fact]
    public async Task CallBackInAnAllowedChain_IsLetIn()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IChainGrain>("a");
        Assert.Equal("a answered", await grain.CallYourselfThrough("b", allow: true));
    }

    [Fact]
    public async Task RequestContext_TravelsToTheCallee_AndNotBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        RequestContext.Set("colour", "blue");
        var grain = cluster.Client.GetGrain<IChainGrain>("a");
        Assert.Equal("blue", await grain.ColourThrough("b"));
        await grain.SetColour("red");
        Assert.Equal("blue", RequestContext.Get("colour"));
        RequestContext.Clear();
        Assert.Null(await grain.ColourThrough("b"));
    }
}
