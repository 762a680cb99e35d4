using System.Diagnostics;
using System.Net;
using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.EndToEnd.Cluster;

/// <summary>PostgreSQL goes away under a running cluster and returns.</summary>
public sealed class DatabaseAwayTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ADatabaseThatIsAwayFor30Seconds_IsToldByHealth_LosesNoAcknowledgedWrite_AndIsUsedAgain()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var grid = await ClusterGrid.StartAsync(silos: 1);
        await grid.StartNodesAsync(primes: 3, scouts: 0);
        Assert.Equal("""{"status":"ready"}""", await ReadyAsync(grid));
        using var counters = await CounterSiloAsync(grid.Database.Connection);
        var (acknowledged, attempted) = await CountAsync(counters, TimeSpan.FromSeconds(1));
        Assert.Equal(attempted, acknowledged);
        Assert.True(acknowledged > 0);

        await grid.Database.StopAsync();
        var away = Stopwatch.StartNew();
        await Eventually.IsAsync(async () => (await ReadyAsync(grid)).Contains("has not answered", StringComparison.Ordinal), TimeSpan.FromSeconds(10), () => grid.Gateway.Error);
        output.WriteLine($"told after {away.Elapsed.TotalSeconds:0.0} s: {await ReadyAsync(grid)}");
        var during = await CountAsync(counters, Outage - away.Elapsed);
        output.WriteLine($"during the outage: {during.Attempted} writes tried, {during.Acknowledged} acknowledged");
        Assert.Equal(0, during.Acknowledged);

        await grid.Database.StartAgainAsync();
        away.Restart();
        await Eventually.IsAsync(async () => await ReadyAsync(grid) == """{"status":"ready"}""", TimeSpan.FromSeconds(20), () => grid.Gateway.Error);
        output.WriteLine($"ready again {away.Elapsed.TotalSeconds:0.0} s after its return");
        var after = await CountAsync(counters, TimeSpan.FromSeconds(2));
        Assert.True(after.Acknowledged > 0, "no write succeeds after the database's return");
        Assert.Contains("away", grid.Gateway.Error, StringComparison.Ordinal);
        Assert.Contains("is back after", grid.Gateway.Error, StringComparison.Ordinal);

        using var answer = await grid.Http.PostAsync("v1/completions", new StringContent("""{"model":"far-tiny","prompt":"Once","max_tokens":8}""", null, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // What the store has, and not what an activation remembers: another silo reads it.
        await counters.StopAsync();
        using var other = await CounterSiloAsync(grid.Database.Connection);
        var stored = await Counter(other).Read();
        output.WriteLine($"acknowledged {acknowledged + after.Acknowledged}, stored {stored}");
        Assert.InRange(stored, acknowledged + after.Acknowledged, attempted + during.Attempted + after.Attempted);
        await other.StopAsync();
    }

    private static ICounterGrain Counter(IHost silo) => silo.Services.GetRequiredService<IClusterClient>().GetGrain<ICounterGrain>("sum");

    private static async Task<(int Acknowledged, int Attempted)> CountAsync(IHost silo, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var (acknowledged, attempted) = (0, 0);
        while (clock.Elapsed < time)
        {
            attempted++;
            try
            {
                await Counter(silo).Add();
                acknowledged++;
            }
#pragma warning disable CA1031 // Whatever the store threw: the count was not acknowledged.
            catch (Exception)
#pragma warning restore CA1031
            {
                await Task.Yield();
            }
        }

        return (acknowledged, attempted);
    }

    private static async Task<IHost> CounterSiloAsync(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        ClusterHosting.AddSilo(builder, new ClusterSettings { Clustering = ClusteringKind.AdoNet, Connection = connection, ClusterId = "counters", ServiceId = "counters", SiloName = "counters" }, null);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<string> ReadyAsync(ClusterGrid grid)
    {
        using var answer = await grid.Http.GetAsync("health/ready");
        return await answer.Content.ReadAsStringAsync();
    }
}
