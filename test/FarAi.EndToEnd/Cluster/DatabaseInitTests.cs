using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd.Cluster;

/// <summary><c>farai db init</c> on a server of the test's own.</summary>
public sealed class DatabaseInitTests
{
    [Fact]
    public async Task RunTwice_RunByTwoAtOnce_AndRunOnABrokenOne_ItEndsAtTheSameSchema()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var server = await PostgresServer.StartAsync();
        var runs = await Task.WhenAll(InitAsync(server.Connection), InitAsync(server.Connection), InitAsync(server.Connection));
        Assert.All(runs, r => Assert.True(r.Code == ExitCodes.Success, r.Error));
        Assert.Single(runs, r => r.Output.Contains("schema 0 ->", StringComparison.Ordinal));
        Assert.Equal(2, runs.Count(r => r.Output.Contains("is up to date", StringComparison.Ordinal)));
        Assert.Equal("20", await server.SqlAsync("SELECT count(*) FROM orleansquery"));

        // As after an upgrade that brings a script: what is there stays, what is missing comes.
        await server.SqlAsync("INSERT INTO orleansmembershipversiontable (deploymentid) VALUES ('kept'); DELETE FROM farai_schema WHERE version > 1; DELETE FROM orleansquery WHERE querykey = 'ReadReminderRowKey'");
        var (code, output, error) = await InitAsync(server.Connection);
        Assert.True(code == ExitCodes.Success, error);
        Assert.Contains("schema 1 ->", output, StringComparison.Ordinal);
        Assert.Equal("20", await server.SqlAsync("SELECT count(*) FROM orleansquery"));
        Assert.Equal("kept", await server.SqlAsync("SELECT deploymentid FROM orleansmembershipversiontable"));

        await server.SqlAsync("INSERT INTO farai_schema (version, script) VALUES (999, 'of a later build')");
        await FailsAsync(InitAsync(server.Connection), ExitCodes.Data, "newer build");
    }

    [Fact]
    public async Task AProblem_IsOneLineThatSaysWhatToDo()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var server = await PostgresServer.StartAsync();
        await FailsAsync(InitAsync(server.ConnectionTo("postgres", password: "wrong")), ExitCodes.Data, "refuses the user or the password");
        await FailsAsync(InitAsync(server.ConnectionTo("nowhere")), ExitCodes.Data, "create it with createdb");
        await FailsAsync(InitAsync($"Host=127.0.0.1;Port={Grid.FreePort()};Username=farai;Password=right"), ExitCodes.Data, "can't be reached");
        await FailsAsync(InitAsync("Hst=127.0.0.1"), ExitCodes.Usage, "the connection string can't be read");
        await server.SqlAsync("CREATE ROLE reader LOGIN PASSWORD 'right'");
        await FailsAsync(InitAsync(server.ConnectionTo("postgres", "reader")), ExitCodes.Data, "the user may not do that");

        await FailsAsync(StartSiloAsync(server.Connection), ExitCodes.Data, "run farai db init");
    }

    [Fact]
    public async Task ABuildWithoutClusters_SaysWhichBuildHasThem()
    {
        Assert.SkipWhen(ClusterHosting.IsCluster, "this build has clusters");
        await FailsAsync(InitAsync("Host=127.0.0.1"), ExitCodes.Usage, "-p:GrainHost=Orleans");
        await FailsAsync(FaraiProcess.RunAsync(null, "gateway", "--model", ClusterGrid.ModelFolder, "--token", "t"), ExitCodes.Usage, "-p:GrainHost=Orleans");
        await FailsAsync(FaraiProcess.RunAsync(null, "node", "--join-cluster", "--model", ClusterGrid.ModelFolder), ExitCodes.Usage, "-p:GrainHost=Orleans");
        await FailsAsync(StartSiloAsync("Host=127.0.0.1"), ExitCodes.Usage, "-p:GrainHost=Orleans");
    }

    private static Task<(int Code, string Output, string Error)> InitAsync(string connection) => FaraiProcess.RunAsync(null, "db", "init", "--connection", connection);

    private static Task<(int Code, string Output, string Error)> StartSiloAsync(string connection) => FaraiProcess.RunAsync(
        null, "control", "--no-gateway", "--clustering", "adonet", "--connection", connection, "--model", Path.Combine(ClusterGrid.ModelFolder, "target"));

    private static async Task FailsAsync(Task<(int Code, string Output, string Error)> run, int code, string says)
    {
        var (actual, _, error) = await run;
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.DoesNotContain("=right", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Equal(code, actual);
    }
}
