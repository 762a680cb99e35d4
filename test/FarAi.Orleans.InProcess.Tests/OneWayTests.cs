namespace FarAi.Orleans.InProcess.Tests;

public sealed class OneWayTests
{
    [Fact]
    public async Task Caller_DoesNotWaitForTheCallee()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        await cluster.Client.GetGrain<IWaitGrain>("a").Forget("gate");
        await journal.Written("in gate");
        Assert.DoesNotContain("out gate", journal.Entries);
        journal.Open("gate");
        await journal.Written("out gate");
    }

    [Fact]
    public async Task Failure_StaysWithTheCallee()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IWaitGrain>("a");
        await grain.ForgetAndFail();
        journal.Open("after");
        await grain.Patient("after");
    }
}
