using System.Diagnostics;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd.Cluster;

/// <summary>How soon a cluster knows that a silo is gone, and that it does not take a pause for a death.</summary>
public sealed class KilledSiloTests(ITestOutputHelper output)
{
    private const int Active = 3;
    private const int Dead = 6;

    [Fact]
    public async Task AKilledSilo_IsDeclaredDeadWithinASecond_AndAPausedOneIsNot()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var grid = await ClusterGrid.StartAsync(silos: 3);

        Signals.Send("STOP", grid.Silos[2].Id);
        var pause = Stopwatch.StartNew();
        await Eventually.IsAsync(() => pause.ElapsedMilliseconds >= 1500, TimeSpan.FromSeconds(10), () => "");
        Signals.Send("CONT", grid.Silos[2].Id);
        // Long enough for a verdict about the pause to reach the list.
        await Eventually.IsAsync(() => pause.ElapsedMilliseconds >= 5000, TimeSpan.FromSeconds(10), () => "");
        Assert.Equal(Active, await grid.MembershipStatusAsync("silo-3"));

        var taken = new List<double>();
        foreach (var (silo, name) in new[] { (grid.Silos[1], "silo-2"), (grid.Silos[2], "silo-3") })
        {
            Signals.Send("KILL", silo.Id);
            var clock = Stopwatch.StartNew();
            await Eventually.IsAsync(async () => await grid.MembershipStatusAsync(name) == Dead, TimeSpan.FromSeconds(30), () => grid.Silos[0].Error);
            taken.Add(clock.Elapsed.TotalSeconds);
            output.WriteLine($"{name}: declared dead after {clock.Elapsed.TotalSeconds:0.00} s (poll of 50 ms and psql included)");
        }

        Assert.All(taken, t => Assert.InRange(t, 0, 2));
    }
}
