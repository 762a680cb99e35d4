namespace FarAi.Orleans.InProcess.Tests.Silos;

public sealed class MigrationTests
{
    [Fact]
    public async Task MovedGrain_BringsItsMemoryAndItsUnwrittenState()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(3, journal);
        var grain = cluster.Client.GetGrain<IMovingGrain>("a");
        await grain.Remember("memory", "state");
        var from = await grain.Where();
        var to = cluster.Silos.First(silo => silo.SiloAddress.ToParsableString() != from);
        await cluster.MigrateAsync(grain.GetGrainId(), to.SiloAddress);
        Assert.Equal(to.SiloAddress.ToParsableString(), await grain.Where());
        Assert.Equal("memory state", await grain.Recall());
        Assert.Equal(["activate with nothing", "deactivate Migrating", "activate with memory"], journal.Entries);
    }

    [Fact]
    public async Task CallThatWaitsDuringTheMove_IsServedAtTheDestination()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(2, journal);
        var grain = cluster.Client.GetGrain<IMovingGrain>("a");
        var from = await grain.Where();
        var to = cluster.Silos.First(silo => silo.SiloAddress.ToParsableString() != from);
        var moving = grain.MoveTo(to.SiloAddress, "gate");
        await journal.Written("in gate");
        var remember = grain.Remember("later", "state");
        journal.Open("gate");
        await Task.WhenAll(moving, remember);
        Assert.Equal("later state", await grain.Recall());
        Assert.Equal(to.SiloAddress.ToParsableString(), await grain.Where());
    }

    [Fact]
    public async Task MoveWithoutAnotherSilo_IsNoMoveFromOutside_AndAnEndFromInside()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(1, journal);
        var grain = cluster.Client.GetGrain<IMovingGrain>("a");
        await grain.Remember("memory", "state");
        var deactivated = cluster.WaitForDeactivationAsync(grain.GetGrainId());
        journal.Open("gate");
        await grain.MoveTo(cluster.Silos[0].SiloAddress, "gate");
        await deactivated;
        Assert.Equal("nothing ", await grain.Recall());
    }
}
