using FarAi.Orleans.InProcess.Tests.Silos;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests.Storage;

/// <summary>Grains that derive from Grain&lt;TGrainState&gt;.</summary>
public sealed class GrainOfStateTests
{
    [Fact]
    public async Task State_IsReadBeforeOnActivateAsync_AndFreshAtFirst()
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.Equal(100, await cluster.Client.GetGrain<ILedgerGrain>("a", typeof(LedgerGrain).FullName).Total());
    }

    [Fact]
    public async Task WrittenState_SurvivesTheActivation_AndUnwrittenDoesNot()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ILedgerGrain>("a", typeof(LedgerGrain).FullName);
        await grain.Add(5);
        await grain.AddUnwritten(50);
        Assert.Equal(155, await grain.Total());
        await grain.Leave();
        Assert.Equal(105, await grain.Total());
        await grain.AddUnwritten(50);
        await grain.Reread();
        Assert.Equal(105, await grain.Total());
    }

    [Fact]
    public async Task ClearedState_IsFreshAgain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ILedgerGrain>("a", typeof(LedgerGrain).FullName);
        await grain.Add(5);
        await grain.Clear();
        Assert.Equal(100, await grain.Total());
        await grain.Leave();
        Assert.Equal(100, await grain.Total());
    }

    [Fact]
    public async Task StaleWrite_FailsAndEndsTheActivation()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ILedgerGrain>("a", typeof(LedgerGrain).FullName);
        await grain.Add(5);
        var instance = await grain.Instance();
        await grain.OverwriteBehindYourBack(7);
        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Add(1));
        Assert.NotEqual(instance, await grain.Instance());
        Assert.Equal(7, await grain.Total());
    }

    [Fact]
    public async Task MovedGrain_BringsItsUnwrittenState()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var grain = cluster.Client.GetGrain<ILedgerGrain>("a", typeof(LedgerGrain).FullName);
        await grain.AddUnwritten(50);
        var instance = await grain.Instance();
        var from = await grain.Where();
        await cluster.MigrateAsync(grain.GetGrainId(), cluster.Silos.First(silo => silo.SiloAddress.ToParsableString() != from).SiloAddress);
        Assert.NotEqual(from, await grain.Where());
        Assert.Equal(150, await grain.Total());
        Assert.NotEqual(instance, await grain.Instance());
        await grain.Add(0);
        await grain.Leave();
        Assert.Equal(150, await grain.Total());
    }

    [Fact]
    public async Task StorageOfTheApplicationsOwn_IsUsedWhereItIsNamed()
    {
        var own = new ListedStorage();
        await using var cluster = await TestCluster.StartAsync(silo => silo.Services.AddGrainStorage("own", (_, _) => own));
        var grain = cluster.Client.GetGrain<INamedLedgerGrain>("a");
        await grain.Add(5);
        Assert.Equal(105, Assert.IsType<LedgerState>(Assert.Single(own.Records, record => record.Key.StartsWith("state@", StringComparison.Ordinal)).Value).Total);
        await grain.Leave();
        Assert.Equal(105, await grain.Total());
    }

    [Fact]
    public async Task StorageThatNobodyRegistered_IsNamed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var error = await Assert.ThrowsAsync<BadProviderConfigException>(() => cluster.Client.GetGrain<IHomelessLedgerGrain>("a").Total());
        Assert.Contains("\"nowhere\"", error.Message, StringComparison.Ordinal);
    }
}
