namespace FarAi.Orleans.InProcess.Tests;

public sealed class StatelessWorkerTests
{
    [Fact]
    public async Task Workers_ScaleToTheBound_AndNoFurther()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var worker = cluster.Client.GetGrain<IWorkerGrain>(0);
        var calls = Enumerable.Range(0, 4).Select(i => worker.Hold($"{i}")).ToList();
        await Task.WhenAll(journal.Written("in 0"), journal.Written("in 1"), journal.Written("in 2"));
        Assert.DoesNotContain("in 3", journal.Entries);
        foreach (var gate in (string[])["0", "1", "2", "3"])
            journal.Open(gate);
        await Task.WhenAll(calls);
        Assert.Contains("in 3", journal.Entries);
    }

    [Fact]
    public async Task IdleWorker_IsPreferredOverANewOne()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var worker = cluster.Client.GetGrain<IWorkerGrain>(0);
        journal.Open("quick");
        for (var i = 0; i < 10; i++)
            await worker.Hold("quick");
        Assert.Equal(10, journal.Entries.Count);
    }
}
