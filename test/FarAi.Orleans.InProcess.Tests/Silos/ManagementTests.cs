using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Silos;

public sealed class ManagementTests
{
    [Fact]
    public async Task ManagementGrain_SeesSilosAndActivations()
    {
        await using var cluster = await SiloCluster.StartAsync(3);
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetHosts(onlyActive: true);
        Assert.Equal(cluster.Silos.Select(silo => silo.SiloAddress).Order(), hosts.Keys.Order());
        Assert.All(hosts.Values, status => Assert.Equal(SiloStatus.Active, status));

        var grains = await cluster.GrainsOnAsync(cluster.Silos[1], 4);
        var name = $"{typeof(SiloGrain).FullName},{typeof(SiloGrain).Assembly.GetName().Name}";
        var onSilo = Assert.Single(await management.GetSimpleGrainStatistics([cluster.Silos[1].SiloAddress]), statistic => statistic.GrainType == name);
        var each = await management.GetDetailedGrainStatistics([name], [cluster.Silos[1].SiloAddress]);
#if GRAINHOST_ORLEANS
        // Its counters belong to the process, and so to all silos that tests have in it at the time.
        Assert.InRange(onSilo.ActivationCount, each.Length, int.MaxValue);
#else
        Assert.Equal(onSilo.ActivationCount, each.Length);
#endif
        Assert.All(grains, grain => Assert.Contains(each, activation => activation.GrainId == grain.GetGrainId()));
        Assert.Equal(cluster.Silos[1].SiloAddress, await management.GetActivationAddress(grains[0]));
        Assert.Equal(1, await management.GetGrainActivationCount((GrainReference)grains[0]));
        Assert.Equal(0, await management.GetGrainActivationCount((GrainReference)cluster.Client.GetGrain<ISiloGrain>("never called")));
    }

    [Fact]
    public async Task ForcedCollection_EndsIdleActivations()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(2, journal);
        var idle = cluster.Client.GetGrain<ISiloGrain>("idle");
        var busy = cluster.Client.GetGrain<ISiloGrain>("busy");
        await idle.Where();
        var held = busy.Hold("gate");
        await journal.Written("in gate");
        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.Contains("deactivate idle ActivationIdle", journal.Entries);
        Assert.DoesNotContain("deactivate busy ActivationIdle", journal.Entries);
        journal.Open("gate");
        await held;
    }
}
