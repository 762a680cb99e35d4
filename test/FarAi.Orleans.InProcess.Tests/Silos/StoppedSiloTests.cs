#if GRAINHOST_ORLEANS
using Orleans.Runtime;
#endif

namespace FarAi.Orleans.InProcess.Tests.Silos;

public sealed class StoppedSiloTests
{
    [Fact]
    public async Task Grains_SayGoodbye_AndWaitingCallsGoOnElsewhere()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(3, journal);
        var leaving = cluster.Silos[1];
        var grain = (await cluster.GrainsOnAsync(leaving, 1))[0];
        var running = grain.Hold("gate");
        await journal.Written("in gate");
        var waiting = Enumerable.Range(0, 5).Select(_ => grain.Where()).ToList();
        var stopping = cluster.StopSiloAsync(leaving);
        journal.Open("gate");
        await Task.WhenAll(stopping, running);
        Assert.Contains($"deactivate {grain.GetPrimaryKeyString()} ShuttingDown", journal.Entries);
        foreach (var call in waiting)
        {
#if GRAINHOST_ORLEANS
            // A call that reaches the silo in its last moments is refused there, at once; it may be made again.
            string where;
            try
            {
                where = await call;
            }
            catch (OrleansMessageRejectionException)
            {
                where = await grain.Where();
            }
#else
            var where = await call;
#endif
            Assert.True(where == leaving.SiloAddress.ToParsableString() || cluster.Silos.Any(silo => silo.SiloAddress.ToParsableString() == where));
        }

        Assert.NotEqual(leaving.SiloAddress.ToParsableString(), await grain.Where());
    }

    [Fact]
    public async Task RestartedSilo_HasANewAddressAndTakesGrains()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var old = cluster.Silos[1];
        var restarted = await cluster.RestartSiloAsync(old);
        Assert.NotNull(restarted);
        Assert.Equal(old.Name, restarted.Name);
        Assert.NotEqual(old.SiloAddress, restarted.SiloAddress);
        Assert.NotEmpty(await cluster.GrainsOnAsync(restarted, 1));
    }
}
