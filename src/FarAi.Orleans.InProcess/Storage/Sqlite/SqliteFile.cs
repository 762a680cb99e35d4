using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Opens a grain storage file: makes it if missing, checks that it is ours, its integrity and its schema version otherwise.
/// Schema: <c>grain_state(storage, grain, state) → etag, json</c>; <c>reminder(grain, name) → start, period, etag</c>;
/// <c>farai_schema(version)</c> has one row; <c>farai_probe</c> is empty but while a lack of space is probed.
/// </summary>
internal static class SqliteFile
{
    private const int SchemaVersion = 1;
    private const int PageBytes = 4096;

    public static SqliteConnection Open(SqliteSettings settings, bool create)
    {
        SqliteConnection? connection = null;
        try
        {
            if (create)
                Directory.CreateDirectory(Path.GetDirectoryName(settings.Path)!);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = settings.Path,
                Pooling = false,
                // A file that went away while in use must not come back empty.
                Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
                DefaultTimeout = Math.Max(1, (int)settings.LockTimeout.TotalSeconds),
            }.ToString());
            connection.Open();
            Prepare(connection, settings);
            return connection;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or GrainStorageFileException)
        {
            connection?.Dispose();
            throw SqliteFailure.Of(settings.Path, error);
        }
    }

    private static void Prepare(SqliteConnection connection, SqliteSettings settings)
    {
        RequireOurs(connection, settings.Path);
        Execute(connection, "PRAGMA journal_mode = WAL;");
        Execute(connection, settings.Durable ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = NORMAL;");
        if (Scalar(connection, "PRAGMA quick_check(1);") is not "ok")
        {
            throw new GrainStorageFileException(
                GrainStorageProblem.Damaged,
                $"The grain storage file {settings.Path} is damaged. Restore it from a backup, or move it away to start empty.");
        }

        if (settings.MaximumBytes > 0)
            Scalar(connection, $"PRAGMA max_page_count = {Math.Max(256, settings.MaximumBytes / PageBytes)};");
        Execute(connection, "CREATE TABLE IF NOT EXISTS farai_schema (version INTEGER NOT NULL);");
        Execute(
            connection,
            """
            CREATE TABLE IF NOT EXISTS grain_state (
                storage TEXT NOT NULL, grain TEXT NOT NULL, state TEXT NOT NULL, etag INTEGER NOT NULL, json BLOB NOT NULL,
                PRIMARY KEY (storage, grain, state)) WITHOUT ROWID;
            """);
        Execute(
            connection,
            """
            CREATE TABLE IF NOT EXISTS reminder (
                grain TEXT NOT NULL, name TEXT NOT NULL, start INTEGER NOT NULL, period INTEGER NOT NULL, etag INTEGER NOT NULL,
                PRIMARY KEY (grain, name)) WITHOUT ROWID;
            """);
        Execute(connection, "CREATE TABLE IF NOT EXISTS farai_probe (id INTEGER PRIMARY KEY, filler BLOB NOT NULL);");
        Execute(connection, $"INSERT INTO farai_schema (version) SELECT {SchemaVersion} WHERE NOT EXISTS (SELECT 1 FROM farai_schema);");
    }

    // Before anything is written: somebody else's database is left as it is.
    private static void RequireOurs(SqliteConnection connection, string path)
    {
        if (Scalar(connection, "SELECT count(*) FROM sqlite_master;") is 0L)
            return;
        if (Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'farai_schema';") is 0L)
        {
            throw new GrainStorageFileException(
                GrainStorageProblem.OfAnotherProgram,
                $"The file {path} is a database of another program and was left as it is. Give grain storage a file of its own.");
        }

        var version = Convert.ToInt32(Scalar(connection, "SELECT max(version) FROM farai_schema;") is long stored ? stored : SchemaVersion, CultureInfo.InvariantCulture);
        if (version != SchemaVersion)
        {
            throw new GrainStorageFileException(
                GrainStorageProblem.OfANewerVersion,
                $"The grain storage file {path} has schema version {version}, this program knows {SchemaVersion}. Run the program version that wrote it, or move the file away.");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
