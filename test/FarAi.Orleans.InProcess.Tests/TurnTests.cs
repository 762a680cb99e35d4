namespace FarAi.Orleans.InProcess.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task SecondCall_StartsAfterTheFirstHasEnded()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ITurnGrain>("a", "FarAi.Orleans.InProcess.Tests.TurnGrain");
        var first = grain.Hold("1");
        await journal.Written("in 1");
        var second = grain.Hold("2");
        var other = cluster.Client.GetGrain<ITurnGrain>("b", "FarAi.Orleans.InProcess.Tests.TurnGrain").Hold("other");
        await journal.Written("in other");
        journal.Open("2");
        journal.Open("1");
        await Task.WhenAll(first, second);
        journal.Open("other");
        await other;

        Assert.Equal(["in 1", "in other", "out 1", "in 2", "out 2", "out other"], journal.Entries);
    }

    [Fact]
    public async Task ManyInterleavedCallers_NeverRunTwoTurnsAtOnce()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IReentrantGrain>("a");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => grain.CountUp(2_000))));

        Assert.Equal(16_000, await grain.CountUp(0));
        Assert.Equal(1, await grain.MostAtOnce());
    }

    [Fact]
    public async Task CodeAfterAwait_StaysInTheActivation()
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.True(await cluster.Client.GetGrain<IReentrantGrain>("a").StaysAfterAwait());
    }

    [Fact]
    public async Task CallerGoesOn_BeforeTheCalleesTurnEnds()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        // The callee blocks its thread until the caller opens the gate: this hangs if calls run on the caller's stack.
        var blocked = cluster.Client.GetGrain<IReentrantGrain>("a").Block("gate");
        await journal.Written("in gate");
        journal.Open("gate");
        await blocked.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task ManyBlockedGrains_DoNotDeadlockThePool()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var blocked = Enumerable.Range(0, Environment.ProcessorCount + 2)
            .Select(i => cluster.Client.GetGrain<IReentrantGrain>($"b{i}").Block("gate")).ToList();
        await cluster.Client.GetGrain<IReentrantGrain>("free").CountUp(3).WaitAsync(TimeSpan.FromSeconds(20));
        journal.Open("gate");
        await Task.WhenAll(blocked).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task CallsOfOneGrain_ArriveInOrder_WithinASilo()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ITurnGrain>("ordered", "FarAi.Orleans.InProcess.Tests.TurnGrain");
        await grain.Appended();
        await cluster.Client.GetGrain<ITurnGrain>("caller", "FarAi.Orleans.InProcess.Tests.TurnGrain").AppendTo(grain, 5_000);
        Assert.Equal(Enumerable.Range(0, 5_000), await grain.Appended());
    }
}
