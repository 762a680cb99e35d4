using Orleans.Configuration;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>
/// By the wall clock, since Orleans' collector knows no other: a grain that nobody keeps is collected, and whoever outlives it was
/// kept by what the test is about. Exact ages are the matter of HostOnly/IdleClockTests.
/// </summary>
public sealed class IdleTests
{
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(400);

    private readonly Journal _journal = new();

    [Fact]
    public async Task IdleActivation_IsCollected_AndTheNextCallStartsANewOne()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        Assert.Equal(1, await grain.Touch());
        await _journal.Written("deactivate a ActivationIdle");
        Assert.Equal(1, await grain.Touch());
    }

    [Fact]
    public async Task DelayedDeactivation_KeepsAnIdleGrain()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.GetGrain<ILifeGrain>("kept").Delay(TimeSpan.FromHours(1));
        await OutliveAsync(cluster, "kept");
    }

    [Fact]
    public async Task RunningCall_KeepsItsGrain()
    {
        await using var cluster = await StartAsync();
        var call = cluster.Client.GetGrain<ILifeGrain>("kept").Hold("gate");
        await _journal.Written("in gate");
        await OutliveAsync(cluster, "kept");
        _journal.Open("gate");
        await call;
    }

    [Fact]
    public async Task KeepAliveTimer_KeepsItsGrain()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.GetGrain<ILifeGrain>("kept").StartTimer(TimeSpan.Zero, TimeSpan.FromMilliseconds(20), interleave: false, keepAlive: true);
        await OutliveAsync(cluster, "kept");
    }

    [Fact]
    public async Task PlainTimer_DoesNotKeepItsGrain()
    {
        await using var cluster = await StartAsync();
        await cluster.Client.GetGrain<ILifeGrain>("a").StartTimer(TimeSpan.Zero, TimeSpan.FromMilliseconds(20), interleave: false, keepAlive: false);
        await _journal.Written("deactivate a ActivationIdle");
        Assert.Contains("tick 1", _journal.Entries);
    }

    // Two grains in a row, each touched after the last has gone: a kept grain has by then been idle for more than twice the age.
    private async Task OutliveAsync(TestCluster cluster, string kept)
    {
        foreach (var other in (string[])["first", "second"])
        {
            await cluster.Client.GetGrain<ILifeGrain>(other).Touch();
            await _journal.Written($"deactivate {other} ActivationIdle");
        }

        Assert.DoesNotContain($"deactivate {kept} ActivationIdle", _journal.Entries);
    }

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        silo => silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = s_age / 4;
            options.CollectionAge = s_age;
        }),
        journal: _journal);
}
