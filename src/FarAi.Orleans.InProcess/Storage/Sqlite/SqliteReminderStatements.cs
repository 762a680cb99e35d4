using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The statements on reminders. Times are ticks of 100 ns, UTC. ETags are counters over the whole table, so that one erased and made anew differs.</summary>
internal sealed class SqliteReminderStatements : IDisposable
{
    private const string Columns = "SELECT grain, name, start, period, etag FROM reminder";

    private readonly SqliteCommand _all;
    private readonly SqliteCommand _ofGrain;
    private readonly SqliteCommand _one;
    private readonly SqliteCommand _write;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _clear;
    private readonly SqliteCommand[] _commands;

    public SqliteReminderStatements(SqliteConnection connection)
    {
        _all = Command(connection, $"{Columns} ORDER BY grain, name;");
        _ofGrain = Command(connection, $"{Columns} WHERE grain = $grain ORDER BY name;");
        _one = Command(connection, $"{Columns} WHERE grain = $grain AND name = $name;");
        _write = Command(
            connection,
            """
            INSERT OR REPLACE INTO reminder (grain, name, start, period, etag)
            VALUES ($grain, $name, $start, $period, max($now, (SELECT ifnull(max(etag), 0) + 1 FROM reminder))) RETURNING etag;
            """);
        _remove = Command(connection, "DELETE FROM reminder WHERE grain = $grain AND name = $name AND etag = $etag;");
        _clear = Command(connection, "DELETE FROM reminder;");
        _commands = [_all, _ofGrain, _one, _write, _remove, _clear];
    }

    public List<ReminderEntry> All() => Rows(_all);

    public List<ReminderEntry> OfGrain(GrainId grain) => Rows(Bound(_ofGrain, grain));

    public ReminderEntry? One(GrainId grain, string name)
    {
        Bound(_one, grain).Parameters.AddWithValue("$name", name);
        return Rows(_one) is [var row, ..] ? row : null;
    }

    /// <summary>Writes and returns the new ETag; <paramref name="now"/> (ticks) keeps ETags growing over an emptied table.</summary>
    public string Write(ReminderEntry entry, long now)
    {
        var parameters = Bound(_write, entry.GrainId).Parameters;
        parameters.AddWithValue("$name", entry.ReminderName);
        parameters.AddWithValue("$start", entry.StartAt.Ticks);
        parameters.AddWithValue("$period", entry.Period.Ticks);
        parameters.AddWithValue("$now", now);
        return Convert.ToString(_write.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    /// <summary>Erases if it still has the ETag; false otherwise.</summary>
    public bool Remove(GrainId grain, string name, string etag)
    {
        var parameters = Bound(_remove, grain).Parameters;
        parameters.AddWithValue("$name", name);
        parameters.AddWithValue("$etag", long.TryParse(etag, CultureInfo.InvariantCulture, out var version) ? version : -1);
        return _remove.ExecuteNonQuery() == 1;
    }

    public void Clear() => _clear.ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands)
            command.Dispose();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static SqliteCommand Bound(SqliteCommand command, GrainId grain)
    {
        command.Parameters.Clear();
        command.Parameters.AddWithValue("$grain", grain.ToString());
        return command;
    }

    private static List<ReminderEntry> Rows(SqliteCommand command)
    {
        List<ReminderEntry> rows = [];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new ReminderEntry
            {
                GrainId = GrainId.Parse(reader.GetString(0)),
                ReminderName = reader.GetString(1),
                StartAt = new DateTime(reader.GetInt64(2), DateTimeKind.Utc),
                Period = TimeSpan.FromTicks(reader.GetInt64(3)),
                ETag = reader.GetInt64(4).ToString(CultureInfo.InvariantCulture),
            });
        }

        return rows;
    }
}
