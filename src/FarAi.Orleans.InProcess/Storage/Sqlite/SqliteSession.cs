using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// One connection with its prepared statements; used by one thread. Transactions are begun and ended by statements, not by the
/// library's transaction object: that one is left in disorder when SQLite has rolled back by itself, as it does on a full disk.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _beginRead;
    private readonly SqliteCommand _beginWrite;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _fill;
    private readonly SqliteCommand _empty;

    public SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        States = new SqliteStatements(connection);
        Reminders = new SqliteReminderStatements(connection);
        _beginRead = Command("BEGIN DEFERRED;");
        _beginWrite = Command("BEGIN IMMEDIATE;");
        _commit = Command("COMMIT;");
        _rollback = Command("ROLLBACK;");
        _fill = Command("INSERT OR REPLACE INTO farai_probe (id, filler) VALUES (1, zeroblob(65536));");
        _empty = Command("DELETE FROM farai_probe;");
    }

    /// <summary>Grain states.</summary>
    public SqliteStatements States { get; }

    /// <summary>Reminders.</summary>
    public SqliteReminderStatements Reminders { get; }

    /// <summary>Runs <paramref name="work"/> in one transaction; a read-only one doesn't wait for writers.</summary>
    public void InTransaction(bool readOnly, Action<SqliteSession> work)
    {
        (readOnly ? _beginRead : _beginWrite).ExecuteNonQuery();
        try
        {
            work(this);
            _commit.ExecuteNonQuery();
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Writes 64 KiB, to see whether there is space.</summary>
    public void Fill() => _fill.ExecuteNonQuery();

    /// <summary>Erases what <see cref="Fill"/> wrote.</summary>
    public void Empty() => _empty.ExecuteNonQuery();

    public void Dispose()
    {
        States.Dispose();
        Reminders.Dispose();
        foreach (var command in (SqliteCommand[])[_beginRead, _beginWrite, _commit, _rollback, _fill, _empty])
            command.Dispose();
        _connection.Dispose();
    }

    private void Rollback()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself; the first failure is the one that counts.
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constants of this class.")]
    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
