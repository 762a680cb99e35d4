using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class LifeTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task DeactivateOnIdle_EndsTheActivation_AndTheNextCallStartsANewOne()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        Assert.Equal(1, await grain.Touch());
        Assert.Equal(2, await grain.Touch());
        await grain.Leave();
        await journal.Written("deactivate a ApplicationRequested");
        Assert.Equal(1, await grain.Touch());
        Assert.Equal(["activate a", "deactivate a ApplicationRequested", "activate a"], journal.Entries);
    }

    [Fact]
    public async Task FailedActivation_FailsTheCall_AndTheNextCallTriesAgain()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("fails-once");
        var error = await Assert.ThrowsAsync<InvalidDataException>(grain.Touch);
        Assert.Equal("not today", error.Message);
        Assert.Equal(1, await grain.Touch());
        Assert.Equal(["activate fails-once", "activate fails-once"], journal.Entries);
    }

    [Fact]
    public async Task IdleActivation_IsCollectedAfterItsAge_AndNotBefore()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(WithAge(5), time, journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.Touch();
        time.Advance(4 * s_minute);
        Assert.Equal(2, await grain.Touch());
        time.Advance(6 * s_minute);
        await journal.Written("deactivate a ActivationIdle");
        Assert.Equal(1, await grain.Touch());
    }

    [Fact]
    public async Task DelayedDeactivation_KeepsAnIdleGrain()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(WithAge(5), time, journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.Delay(30 * s_minute);
        time.Advance(20 * s_minute);
        await grain.Touch();
        Assert.Equal(["activate a"], journal.Entries);
    }

    [Fact]
    public async Task RunningCall_KeepsItsGrain()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(WithAge(5), time, journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        var call = grain.Hold("gate");
        await journal.Written("in gate");
        time.Advance(20 * s_minute);
        journal.Open("gate");
        await journal.Written("out gate");
        // Its caller gave up after the response time-out; the grain itself must have been left alone.
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await grain.Touch();
        Assert.DoesNotContain(journal.Entries, entry => entry.StartsWith("deactivate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shutdown_DeactivatesEveryGrain_AndRefusesLaterCalls()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var client = cluster.Client;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.GetGrain<ILifeGrain>($"g{i}").Touch()));
        await cluster.StopAsync();
        Assert.Equal(20, journal.Entries.Count(entry => entry.StartsWith("deactivate", StringComparison.Ordinal) && entry.EndsWith("ShuttingDown", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<SiloUnavailableException>(client.GetGrain<ILifeGrain>("new").Touch);
    }

    [Fact]
    public async Task StuckGrain_DoesNotHoldUpShutdownForEver()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(
            silo => silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromMilliseconds(100)), journal: journal);
        _ = cluster.Client.GetGrain<ILifeGrain>("stuck").Hold("never");
        await journal.Written("in never");
        await cluster.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static Action<ISiloBuilder> WithAge(int minutes) =>
        silo => silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(minutes));
}
