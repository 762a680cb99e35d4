using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>The prepared statements of one connection. ETags are counters: 1 for a new record, one more for every write.</summary>
internal sealed class SqliteStatements : IDisposable
{
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;

    public SqliteStatements(SqliteConnection connection)
    {
        _read = Command(connection, "SELECT etag, json FROM grain_state WHERE storage = $storage AND grain = $grain AND state = $state;");
        _insert = Command(connection, "INSERT INTO grain_state (storage, grain, state, etag, json) VALUES ($storage, $grain, $state, 1, $json) ON CONFLICT DO NOTHING;");
        _update = Command(
            connection,
            "UPDATE grain_state SET etag = etag + 1, json = $json WHERE storage = $storage AND grain = $grain AND state = $state AND etag = $etag;");
        _delete = Command(connection, "DELETE FROM grain_state WHERE storage = $storage AND grain = $grain AND state = $state AND etag = $etag;");
    }

    public StoredRecord? Read(StateKey key)
    {
        Bind(_read, key, 0, null);
        using var reader = _read.ExecuteReader();
        return reader.Read() ? new StoredRecord(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>Writes if the record is still at <paramref name="etag"/> (0: none); the new ETag, or null on a conflict.</summary>
    public long? Write(StateKey key, long etag, byte[] json)
    {
        var command = etag == 0 ? _insert : _update;
        Bind(command, key, etag, json);
        return command.ExecuteNonQuery() == 1 ? etag + 1 : null;
    }

    /// <summary>Erases if the record is still at <paramref name="etag"/> (0: none); false on a conflict.</summary>
    public bool Delete(StateKey key, long etag)
    {
        if (etag == 0)
            return Read(key) is null;
        Bind(_delete, key, etag, null);
        return _delete.ExecuteNonQuery() == 1;
    }

    public void Dispose()
    {
        _read.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _delete.Dispose();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static void Bind(SqliteCommand command, StateKey key, long etag, byte[]? json)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$storage", key.Storage);
        command.Parameters.AddWithValue("$grain", key.Grain);
        command.Parameters.AddWithValue("$state", key.State);
        command.Parameters.AddWithValue("$etag", etag);
        if (json is not null)
            command.Parameters.AddWithValue("$json", json);
    }
}
