using Orleans.Configuration;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans' collector of idle grains reads the wall clock, which no test can move.</summary>
public sealed class IdleClockTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Journal _journal = new();
    private readonly ManualTime _time = new();

    [Fact]
    public async Task IdleActivation_IsCollectedAfterItsAge_AndNotBefore()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.Touch();
        _time.Advance(4 * s_minute);
        Assert.Equal(2, await grain.Touch());
        _time.Advance(6 * s_minute);
        await _journal.Written("deactivate a ActivationIdle");
        Assert.Equal(1, await grain.Touch());
    }

    [Fact]
    public async Task DelayedDeactivation_KeepsAnIdleGrain()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.Delay(30 * s_minute);
        _time.Advance(20 * s_minute);
        await grain.Touch();
        Assert.Equal(["activate a"], _journal.Entries);
    }

    [Fact]
    public async Task RunningCall_KeepsItsGrain_AlsoWhenItsCallerHasGivenUp()
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        var call = grain.Hold("gate");
        await _journal.Written("in gate");
        _time.Advance(20 * s_minute);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        _journal.Open("gate");
        await _journal.Written("out gate");
        await grain.Touch();
        Assert.DoesNotContain(_journal.Entries, entry => entry.StartsWith("deactivate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task KeepAlive_DecidesWhetherTicksKeepTheGrain(bool keepAlive)
    {
        await using var cluster = await StartAsync();
        var grain = cluster.Client.GetGrain<ILifeGrain>("a");
        await grain.StartTimer(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2), interleave: false, keepAlive);
        var end = keepAlive ? "tick 10" : "deactivate a ActivationIdle";
        await _time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _journal.Entries.Contains(end));
        Assert.Equal(keepAlive, !_journal.Entries.Contains("deactivate a ActivationIdle"));
        Assert.Contains("tick 1", _journal.Entries);
    }

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(
        silo => silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(5)), _time, _journal);
}
