namespace FarAi.Orleans.InProcess.Tests;

public sealed class StatelessWorkerTests
{
    [Fact]
    public async Task Workers_ScaleToTheBound_AndNoFurther()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var worker = cluster.Client.GetGrain<IWorkerGrain>(0);
        List<Task> calls = [];
        for (var i = 0; i < 3; i++)
        {
            calls.Add(worker.Hold($"{i}"));
            await journal.Written($"in {i}");
        }

        calls.Add(worker.Hold("3"));
        // A worker of another key is answered after the fourth call has had its chance.
        journal.Open("other");
        await cluster.Client.GetGrain<IWorkerGrain>(1).Hold("other");
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
