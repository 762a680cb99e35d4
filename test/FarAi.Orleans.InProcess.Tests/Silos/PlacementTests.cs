using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace FarAi.Orleans.InProcess.Tests.Silos;

public sealed class PlacementTests
{
    [Fact]
    public async Task Random_UsesAllSilos()
    {
        await using var cluster = await StartAsync();
        var where = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Grain(cluster, nameof(RandomlyPlacedGrain), $"{i}").Where()));
        Assert.Equal(3, where.Distinct().Count());
    }

    [Fact]
    public async Task PreferLocal_StaysOnTheCallersSilo()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 30; i++)
        {
            var caller = Grain(cluster, nameof(RandomlyPlacedGrain), $"{i}");
            Assert.Equal(await caller.Where(), await caller.Ask(nameof(LocallyPlacedGrain), $"callee{i}"));
        }
    }

    [Fact]
    public async Task StatelessWorker_RunsOnTheCallersSilo()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 30; i++)
        {
            var caller = Grain(cluster, nameof(RandomlyPlacedGrain), $"{i}");
            Assert.Equal(await caller.Where(), await caller.Ask(nameof(WorkerPlacedGrain), "one key"));
        }
    }

    [Fact]
    public async Task HashBased_FollowsFromTheIdentityAndTheSilosAddresses()
    {
        await using var cluster = await StartAsync();
        var sorted = cluster.Silos.OrderBy(silo => silo.SiloAddress).ToList();
        HashSet<string> used = [];
        for (var i = 0; i < 30; i++)
        {
            var grain = Grain(cluster, nameof(HashPlacedGrain), $"{i}");
            var where = await grain.Where();
            Assert.Equal(sorted[(int)(grain.GetGrainId().GetUniformHashCode() & 0x7fff_ffff) % 3].Name, where);
            used.Add(where);
        }

        Assert.Equal(3, used.Count);
    }

    [Fact]
    public async Task ActivationCount_KeepsSilosLevel()
    {
        await using var cluster = await StartAsync();
        var where = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Grain(cluster, nameof(CountPlacedGrain), $"{i}").Where()));
        Assert.All(where.CountBy(name => name), silo => Assert.InRange(silo.Value, 70, 130));
    }

    [Fact]
    public async Task Default_UsesAllSilosForAClientsCalls()
    {
        await using var cluster = await StartAsync();
        var where = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Grain(cluster, nameof(DefaultPlacedGrain), $"{i}").Where()));
        Assert.Equal(3, where.Distinct().Count());
    }

    [Fact]
    public async Task RequiredMatch_StaysInTheZone()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 40; i++)
        {
            var caller = Grain(cluster, nameof(RandomlyPlacedGrain), $"{i}");
            var (from, to) = (await caller.Where(), await caller.Ask(nameof(SameZoneGrain), $"callee{i}"));
            Assert.Equal(from == "Silo_2", to == "Silo_2");
        }
    }

    [Fact]
    public async Task PreferredMatch_PrefersTheRackThenTheZone()
    {
        await using var cluster = await StartAsync();
        for (var i = 0; i < 40; i++)
        {
            var caller = Grain(cluster, nameof(RandomlyPlacedGrain), $"{i}");
            // Each silo has a rack of its own, so with one candidate allowed it matches only itself in both.
            Assert.Equal(await caller.Where(), await caller.Ask(nameof(NearGrain), $"callee{i}"));
        }
    }

    [Fact]
    public async Task FilterOfTheApplication_KeepsGrainsOnItsSilos()
    {
        await using var cluster = await StartAsync();
        var where = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Grain(cluster, nameof(GpuPlacedGrain), $"{i}").Where()));
        Assert.Equal(["Silo_2"], where.Distinct());
    }

    [Fact]
    public async Task NoCompatibleSilo_FailsTheCallWithTheReason()
    {
        await using var cluster = await StartAsync();
        var error = await Assert.ThrowsAsync<OrleansException>(() => Grain(cluster, nameof(NowherePlacedGrain), "a").Where());
        Assert.Contains("No active nodes are compatible with grain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirectorOfTheApplication_Decides_AlsoLater()
    {
        await using var cluster = await StartAsync();
        var where = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Grain(cluster, nameof(LastPlacedGrain), $"{i % 10}").Where()));
        Assert.Equal([cluster.Silos.MaxBy(silo => silo.SiloAddress.Endpoint.Port)!.Name], where.Distinct());
    }

    [Fact]
    public async Task Hint_IsFollowed()
    {
        await using var cluster = await StartAsync();
        foreach (var silo in cluster.Silos)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
            Assert.Equal(silo.Name, await Grain(cluster, nameof(RandomlyPlacedGrain), "hinted to " + silo.Name).Where());
        }

        RequestContext.Clear();
    }

    private static IPlacedGrain Grain(InProcessTestCluster cluster, string grainClass, string key) =>
        cluster.Client.GetGrain<IPlacedGrain>(key, PlacedGrain.ClassPrefix + grainClass);

    private static Task<InProcessTestCluster> StartAsync() => SiloCluster.StartAsync(3, configure: static (options, silo) =>
    {
        var last = options.SiloName == "Silo_2";
        silo.UseSiloMetadata(new Dictionary<string, string>
        {
            ["zone"] = last ? "b" : "a",
            ["rack"] = options.SiloName,
            ["role"] = last ? "gpu" : "control",
        });
        silo.Services.AddPlacementFilter<RoleFilter, RoleFilterDirector>(ServiceLifetime.Transient);
        silo.AddPlacementDirector<LastSiloPlacement, LastSiloDirector>();
    });
}
