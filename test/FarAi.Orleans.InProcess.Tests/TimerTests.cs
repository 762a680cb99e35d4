namespace FarAi.Orleans.InProcess.Tests;

public sealed class TimerTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Timer_RunsAfterDueTimeAndThenEveryPeriod_AlsoAfterAFailedRun()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.StartTimer(2 * s_second, s_second, interleave: false, keepAlive: false);
        time.Advance(1.9 * s_second);
        Assert.Equal(0, await grain.Ticks());
        time.Advance(0.1 * s_second);
        await journal.Written("tick 1");
        await AdvanceUntilAsync(time, journal, "tick 2");
        await AdvanceUntilAsync(time, journal, "tick 3");
    }

    [Fact]
    public async Task Tick_WaitsForTheRunningCall()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.StartTimer(s_second, s_second, interleave: false, keepAlive: false);
        var call = grain.Hold("gate");
        await journal.Written("in gate");
        time.Advance(s_second);
        journal.Open("gate");
        await call;
        await journal.Written("tick 1");
        Assert.Equal(["activate a", "in gate", "out gate", "tick 1"], journal.Entries);
    }

    [Fact]
    public async Task InterleavingTick_RunsBesideTheRunningCall()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.StartTimer(s_second, s_second, interleave: true, keepAlive: false);
        var call = grain.Hold("gate");
        await journal.Written("in gate");
        time.Advance(s_second);
        await journal.Written("tick 1");
        Assert.False(call.IsCompleted);
        journal.Open("gate");
        await call;
    }

    [Fact]
    public async Task DisposedTimer_RunsNoMore()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.StartTimer(s_second, s_second, interleave: false, keepAlive: false);
        await grain.StopTimer();
        time.Advance(5 * s_second);
        Assert.Equal(0, await grain.Ticks());
    }

    // The next run is armed when the last one has ended, in a turn: time must move again if it moved too early.
    private static Task AdvanceUntilAsync(ManualTime time, Journal journal, string entry) =>
        time.AdvanceUntilAsync(s_second, () => journal.Entries.Contains(entry));
}
