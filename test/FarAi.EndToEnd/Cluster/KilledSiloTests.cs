using System.Diagnostics;
using System.Globalization;
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
            var killed = TimeProvider.System.GetUtcNow();
            Signals.Send("KILL", silo.Id);
            await Eventually.IsAsync(async () => await grid.MembershipStatusAsync(name) == Dead, TimeSpan.FromSeconds(30), () => grid.Silos[0].Error);
            // What the voter wrote beside its vote, so that neither the poll nor the start of psql is counted.
            var vote = await grid.Database.SqlAsync($"SELECT suspecttimes FROM orleansmembershiptable WHERE siloname = '{name}'");
            var declared = DateTimeOffset.ParseExact(vote.Split('|')[0].Split(',')[1], "yyyy-MM-dd HH:mm:ss.fff 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            taken.Add((declared - killed).TotalSeconds);
            output.WriteLine($"{name}: voted dead {taken[^1]:0.00} s after its end");
        }

        Assert.All(taken, t => Assert.InRange(t, 0, 2));
    }
}
