using System.CommandLine;

namespace FarAi.Cli.Database;

/// <summary><c>farai db init</c>: makes, or brings up to date, what a cluster keeps in its database.</summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var connection = ClusterCommandOptions.Connection();
        var init = new Command("init", "Makes the tables of a cluster in PostgreSQL, or brings them up to date; may be run again") { connection };
        init.SetAction(async (result, stop) =>
        {
            if (!ClusterHosting.IsCluster)
                throw new StartFailedException(ExitCodes.Usage, ClusterHosting.NoCluster);
            var database = ClusterCommandOptions.ConnectionOf(result, connection)
                ?? throw new StartFailedException(ExitCodes.Usage, $"name the database with --connection or {ClusterCommandOptions.ConnectionVariable}");
            var line = await ClusterHosting.InitialiseDatabaseAsync(database, stop);
            await result.InvocationConfiguration.Output.WriteLineAsync(line.AsMemory(), stop);
            return ExitCodes.Success;
        });
        return new Command("db", "Looks after a cluster's database") { init };
    }
}
