using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>One connection with its prepared statements; used by one thread.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _fill;
    private readonly SqliteCommand _empty;

    public SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        States = new SqliteStatements(connection);
        Reminders = new SqliteReminderStatements(connection);
        _fill = connection.CreateCommand();
        _fill.CommandText = "INSERT OR REPLACE INTO farai_probe (id, filler) VALUES (1, zeroblob(65536));";
        _empty = connection.CreateCommand();
        _empty.CommandText = "DELETE FROM farai_probe;";
    }

    /// <summary>Grain states.</summary>
    public SqliteStatements States { get; }

    /// <summary>Reminders.</summary>
    public SqliteReminderStatements Reminders { get; }

    /// <summary>Runs <paramref name="work"/> in one transaction; a read-only one doesn't wait for writers.</summary>
    public void InTransaction(bool readOnly, Action<SqliteSession> work)
    {
        using var transaction = _connection.BeginTransaction(deferred: readOnly);
        States.Transaction = transaction;
        Reminders.Transaction = transaction;
        (_fill.Transaction, _empty.Transaction) = (transaction, transaction);
        try
        {
            work(this);
            transaction.Commit();
        }
        finally
        {
            States.Transaction = null;
            Reminders.Transaction = null;
            (_fill.Transaction, _empty.Transaction) = (null, null);
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
        _fill.Dispose();
        _empty.Dispose();
        _connection.Dispose();
    }
}
