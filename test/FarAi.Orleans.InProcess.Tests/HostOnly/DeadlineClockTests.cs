using Orleans.Configuration;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans measures how long a call has taken by the wall clock, which no test can move.</summary>
public sealed class DeadlineClockTests
{
    [Fact]
    public async Task DefaultTimeout_IsThirtySeconds()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var call = cluster.Client.GetGrain<IWaitGrain>("a").Patient("gate");
        await journal.Written("in gate");
        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        await time.AdvanceUntilAsync(TimeSpan.FromSeconds(0.2), () => call.IsCompleted);
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        journal.Open("gate");
    }

    [Fact]
    public async Task EachCall_HasItsOwnDeadline()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(
            time: time,
            journal: journal,
            client: client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10)));
        var early = cluster.Client.GetGrain<IWaitGrain>("a").Patient("1");
        await journal.Written("in 1");
        time.Advance(TimeSpan.FromSeconds(6));
        var late = cluster.Client.GetGrain<IWaitGrain>("b").Patient("2");
        await journal.Written("in 2");
        await time.AdvanceUntilAsync(TimeSpan.FromSeconds(0.5), () => early.IsCompleted);
        await Assert.ThrowsAsync<TimeoutException>(() => early);
        Assert.False(late.IsCompleted);
        await time.AdvanceUntilAsync(TimeSpan.FromSeconds(0.5), () => late.IsCompleted);
        await Assert.ThrowsAsync<TimeoutException>(() => late);
        journal.Open("1");
        journal.Open("2");
    }
}
