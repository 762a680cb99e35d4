using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using Npgsql;

namespace FarAi.Cluster;

/// <summary>
/// The tables and queries that Orleans needs in PostgreSQL. Scripts are numbered; a table of ours remembers which have run.
/// All of a run is one transaction under a lock, so that several may run at once and a broken one leaves nothing behind.
/// </summary>
public static class DatabaseSchema
{
    /// <summary>The lock that runs take in turn; the number is any that nobody else takes.</summary>
    private const long Lock = 0x46415241495F4442;

    private const string Marker = "CREATE TABLE IF NOT EXISTS farai_schema (version integer PRIMARY KEY, script text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())";

    /// <summary>The version that this build needs: the number of its last script.</summary>
    public static int Newest => Scripts[^1].Version;

    private static readonly (int Version, string Name)[] Scripts = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.Length > 5 && char.IsAsciiDigit(name[0]))
        .Order(StringComparer.Ordinal)
        .Select(name => (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name))];

    /// <summary>Brings a database to <see cref="Newest"/>. Does nothing where it is there already.</summary>
    /// <param name="connection">The connection string.</param>
    /// <param name="cancellationToken">Ends the run; nothing is changed then.</param>
    /// <returns>The version before, 0 for a new database.</returns>
    /// <exception cref="StartFailedException">The database can't be reached or used, or is of a newer build; the message says which.</exception>
    public static Task<int> ApplyAsync(string connection, CancellationToken cancellationToken) => GuardAsync(connection, async () =>
    {
        await using var source = NpgsqlDataSource.Create(PostgresConnection.Complete(connection, "db init"));
        await using var database = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(database, $"SELECT pg_advisory_xact_lock({Lock.ToString(CultureInfo.InvariantCulture)})", cancellationToken);
        await ExecuteAsync(database, Marker, cancellationToken);
        var before = await VersionAsync(database, cancellationToken);
        RefuseNewer(connection, before);
        foreach (var (version, name) in Scripts.Where(s => s.Version > before))
        {
            await ExecuteAsync(database, await TextAsync(name, cancellationToken), cancellationToken);
            await using var mark = new NpgsqlCommand("INSERT INTO farai_schema (version, script) VALUES ($1, $2)", database);
            mark.Parameters.AddWithValue(version);
            mark.Parameters.AddWithValue(name);
            await mark.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return before;
    });

    /// <summary>Makes sure, before anything starts, that a database can be reached and has what this build needs.</summary>
    /// <exception cref="StartFailedException">It can't or has not; the message says what to do.</exception>
    public static Task RequireAsync(string connection, CancellationToken cancellationToken) => GuardAsync(connection, async () =>
    {
        await using var source = NpgsqlDataSource.Create(PostgresConnection.Complete(connection, "start"));
        await using var database = await source.OpenConnectionAsync(cancellationToken);
        var version = 0;
        await using (var exists = new NpgsqlCommand("SELECT to_regclass('farai_schema') IS NOT NULL", database))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken) is true)
                version = await VersionAsync(database, cancellationToken);
        }

        RefuseNewer(connection, version);
        if (version < Newest)
            throw new StartFailedException(ExitCodes.Data, $"{PostgresConnection.Describe(connection)} has {(version == 0 ? "no tables for a grid" : $"tables of version {version}, not {Newest}")}: run farai db init");
        return version;
    });

    private static void RefuseNewer(string connection, int version)
    {
        if (version > Newest)
            throw new StartFailedException(ExitCodes.Data, $"{PostgresConnection.Describe(connection)} was made by a newer build (schema {version}, this one knows {Newest}): use that build");
    }

    private static async Task<int> VersionAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM farai_schema", database);
        return (int)(await read.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection database, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string> TextAsync(string script, CancellationToken cancellationToken)
    {
        await using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static async Task<int> GuardAsync(string connection, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (NpgsqlException exception)
        {
            throw new StartFailedException(ExitCodes.Data, $"{PostgresConnection.Describe(connection)}: {Reason(exception)}", exception);
        }
        catch (TimeoutException exception)
        {
            throw new StartFailedException(ExitCodes.Data, $"{PostgresConnection.Describe(connection)} does not answer: start it, or correct Host and Port", exception);
        }
    }

    private static string Reason(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"it refuses the user or the password ({refused.MessageText}): correct Username and Password",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => $"{missing.MessageText}: create it with createdb, or correct Database",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } rights =>
            $"the user may not do that ({rights.MessageText}): let the database's owner run farai db init, or grant CREATE on schema public",
        PostgresException other => $"{other.MessageText} (SQLSTATE {other.SqlState})",
        { InnerException: TimeoutException } => "it does not answer: start it, or correct Host and Port",
        { InnerException: SocketException socket } => $"it can't be reached ({socket.Message}): start it, or correct Host and Port",
        _ => exception.Message,
    };
}
