using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Opens a grain storage file: makes it if missing, checks its integrity and schema version otherwise.
/// Schema: <c>grain_state(storage, grain, state) → etag, json</c>; <c>farai_schema(version)</c> has one row.
/// </summary>
internal static class SqliteFile
{
    private const int SchemaVersion = 1;

    public static SqliteConnection Open(SqliteGrainStorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
            throw new GrainStorageFileException("The grain storage has no file: set SqliteGrainStorageOptions.Path.");
        SQLitePCL.Batteries_V2.Init();
        var path = System.IO.Path.GetFullPath(options.Path);
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            connection.Open();
            Prepare(connection, path, options.Durable);
            return connection;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException or GrainStorageFileException)
        {
            connection?.Dispose();
            throw error as GrainStorageFileException ?? new GrainStorageFileException(
                $"The grain storage file {path} can't be used ({error.Message}). Restore it from a backup, or move it away to start empty.", error);
        }
    }

    private static void Prepare(SqliteConnection connection, string path, bool durable)
    {
        Execute(connection, "PRAGMA busy_timeout = 5000;");
        Execute(connection, "PRAGMA journal_mode = WAL;");
        Execute(connection, durable ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = NORMAL;");
        if (Scalar(connection, "PRAGMA quick_check(1);") is not "ok")
            throw new GrainStorageFileException($"The grain storage file {path} is damaged. Restore it from a backup, or move it away to start empty.");
        Execute(connection, "CREATE TABLE IF NOT EXISTS farai_schema (version INTEGER NOT NULL);");
        Execute(
            connection,
            """
            CREATE TABLE IF NOT EXISTS grain_state (
                storage TEXT NOT NULL, grain TEXT NOT NULL, state TEXT NOT NULL, etag INTEGER NOT NULL, json BLOB NOT NULL,
                PRIMARY KEY (storage, grain, state)) WITHOUT ROWID;
            """);
        Execute(connection, $"INSERT INTO farai_schema (version) SELECT {SchemaVersion} WHERE NOT EXISTS (SELECT 1 FROM farai_schema);");
        var version = Convert.ToInt32(Scalar(connection, "SELECT max(version) FROM farai_schema;"), CultureInfo.InvariantCulture);
        if (version != SchemaVersion)
        {
            throw new GrainStorageFileException(
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
