using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Silos;

public sealed class KilledSiloTests
{
    [Fact]
    public async Task Grain_ComesBackElsewhereFromStoredState_WithoutDeactivation()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(3, journal);
        var victim = cluster.Silos[1];
        var grains = await cluster.GrainsOnAsync(victim, 5);
        foreach (var grain in grains)
            await grain.Set("kept " + grain.GetPrimaryKeyString());
        await cluster.KillSiloAsync(victim);
        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        foreach (var grain in grains)
        {
            Assert.Equal("kept " + grain.GetPrimaryKeyString(), await grain.Get());
            Assert.NotEqual(victim.SiloAddress.ToParsableString(), await grain.Where());
        }

#if !GRAINHOST_ORLEANS
        // Orleans' test cluster kills by a stop that has no patience: its grains still say goodbye. A killed process does not.
        Assert.DoesNotContain(journal.Entries, entry => entry.StartsWith("deactivate", StringComparison.Ordinal));
#endif
        Assert.Equal(2, cluster.Silos.Count);
    }

    [Fact]
    public async Task CallInFlight_FailsInAGrainAtOnce_AndInAClientByItsTimeout()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(3, journal);
        var victim = cluster.Silos[2];
        var callees = await cluster.GrainsOnAsync(victim, 2);
        var caller = (await cluster.GrainsOnAsync(cluster.Silos[0], 1, "caller"))[0];
        var fromGrain = caller.CallHold(callees[0], "a");
        var fromClient = callees[1].Hold("b");
        await Task.WhenAll(journal.Written("in a"), journal.Written("in b"));
        var killed = TimeProvider.System.GetTimestamp();
        await cluster.KillSiloAsync(victim);
        Assert.Equal(nameof(SiloUnavailableException), await fromGrain);
        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        await Assert.ThrowsAsync<TimeoutException>(() => fromClient);
    }

    [Fact]
    public async Task TurnThatOutlivesItsSilo_TouchesNothing()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(3, journal);
        var victim = cluster.Silos[0];
        var dead = (await cluster.GrainsOnAsync(victim, 1))[0];
        var witness = (await cluster.GrainsOnAsync(cluster.Silos[1], 1, "witness"))[0];
        var acting = dead.HoldThenAct("gate", witness);
        await journal.Written("in gate");
        await cluster.KillSiloAsync(victim);
        journal.Open("gate");
        await Assert.ThrowsAsync<TimeoutException>(() => acting);
        Assert.Equal("", await dead.Get());
        Assert.DoesNotContain("a dead grain called", journal.Entries);
#if !GRAINHOST_ORLEANS
        // The other host cannot stop a turn that runs in a process that lives on.
        Assert.DoesNotContain("out gate", journal.Entries);
#endif
    }

    [Fact]
    public async Task Timers_Stop()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(2, journal);
        var victim = cluster.Silos[1];
        var grain = (await cluster.GrainsOnAsync(victim, 1))[0];
        await grain.StartTicking(TimeSpan.FromMilliseconds(1));
        await journal.Written("tick");
        await cluster.KillSiloAsync(victim);
        var ticks = journal.Entries.Count;
        // The call takes the place of a sleep: a timer of 1 ms that still ran would tick long before the time-out of this call.
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Hold("never"));
        Assert.InRange(journal.Entries.Count(entry => entry == "tick"), 1, ticks);
        journal.Open("never");
    }

    [Fact]
    public async Task Sequence_EndsWithAnErrorInItsConsumer()
    {
        var journal = new Journal();
        await using var cluster = await SiloCluster.StartAsync(2, journal);
        var victim = cluster.Silos[1];
        var grain = (await cluster.GrainsOnAsync(victim, 1))[0];
        await using var numbers = grain.Forever().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await numbers.MoveNextAsync());
        Assert.True(await numbers.MoveNextAsync());
        var next = numbers.MoveNextAsync();
        await cluster.KillSiloAsync(victim);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => next.AsTask());
#if GRAINHOST_ORLEANS
        // The grain that says goodbye may still get its word out.
        Assert.True(error is TimeoutException or EnumerationAbortedException, error.ToString());
#else
        Assert.IsType<TimeoutException>(error);
#endif
    }

    [Fact]
    public async Task ReferenceThatTheDeadSiloGaveToAClient_StillWorks()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var victim = cluster.Silos[1];
        var introduced = await (await cluster.GrainsOnAsync(victim, 1))[0].Introduce("friend");
        await cluster.KillSiloAsync(victim);
        Assert.Equal(cluster.Silos[0].SiloAddress.ToParsableString(), await introduced.Where());
    }

    [Fact]
    public async Task SiloStartedLater_TakesGrains()
    {
        await using var cluster = await SiloCluster.StartAsync(1);
        await cluster.StartAdditionalSiloAsync();
        Assert.Equal(2, cluster.GetActiveSilos().Count());
        Assert.NotEqual(cluster.Silos[0].SiloAddress, cluster.Silos[1].SiloAddress);
        Assert.NotEmpty(await cluster.GrainsOnAsync(cluster.Silos[1], 1));
        await cluster.KillSiloAsync(cluster.Silos[0]);
        await cluster.WaitForLivenessToStabilizeAsync(didKill: true);
        Assert.Equal(cluster.Silos[0].SiloAddress.ToParsableString(), await cluster.Client.GetGrain<ISiloGrain>("any").Where());
    }
}
