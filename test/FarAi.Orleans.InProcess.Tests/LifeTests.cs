using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class LifeTests
{
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
    public async Task Shutdown_DeactivatesEveryGrain_AndRefusesLaterCalls()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var client = cluster.Client;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.GetGrain<ILifeGrain>($"g{i}").Touch()));
        await cluster.StopAsync();
        Assert.Equal(20, journal.Entries.Count(entry => entry.StartsWith("deactivate", StringComparison.Ordinal) && entry.EndsWith("ShuttingDown", StringComparison.Ordinal)));
        await Assert.ThrowsAnyAsync<OrleansException>(client.GetGrain<ILifeGrain>("new").Touch);
    }

    [Fact]
    public async Task StuckGrain_DoesNotHoldUpShutdownLongerThanTheHostAllows()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(
            silo => silo.Services.PostConfigure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(500)), journal: journal);
        _ = cluster.Client.GetGrain<ILifeGrain>("stuck").Hold("never");
        await journal.Written("in never");
        await cluster.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
