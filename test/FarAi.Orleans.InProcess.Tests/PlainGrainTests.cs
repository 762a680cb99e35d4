namespace FarAi.Orleans.InProcess.Tests;

public sealed class PlainGrainTests
{
    [Fact]
    public async Task ClassWithoutABase_LivesLikeAnyGrain()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IPlainGrain>("a");
        Assert.Equal("a", await grain.Key());
        await journal.Written("tick");
        await grain.Leave();
        await journal.Written("deactivate ApplicationRequested");
        Assert.Equal(["activate", "tick", "deactivate ApplicationRequested"], journal.Entries);
        Assert.Equal("a", await grain.Key());
    }
}
