using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>Reminders in a SQLite file, which may be that of grain states.</summary>
internal sealed class SqliteReminderTable(SqliteGrainStorageOptions options, TimeProvider time, ILogger<SqliteQueue> logger) : IReminderTable, IAsyncDisposable
{
    private readonly Lazy<SqliteStore> _store = new(() => SqliteStore.Open(options, logger));

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _ = _store.Value;
        return Task.CompletedTask;
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await _store.Value.ReadAsync(session => session.Reminders.OfGrain(grainId), CancellationToken.None));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var all = await _store.Value.ReadAsync(static session => session.Reminders.All(), CancellationToken.None);
        return new ReminderTableData(all.Where(entry => InMemoryReminderTable.InRange(entry.GrainId.GetUniformHashCode(), begin, end)));
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        _store.Value.ReadAsync(session => session.Reminders.One(grainId, reminderName), CancellationToken.None);

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var now = time.GetUtcNow().Ticks;
        return entry.ETag = await _store.Value.WriteAsync(session => session.Reminders.Write(entry, now), CancellationToken.None);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        _store.Value.WriteAsync(session => session.Reminders.Remove(grainId, reminderName, eTag), CancellationToken.None);

    public Task TestOnlyClearTable() => _store.Value.WriteAsync(
        static session =>
        {
            session.Reminders.Clear();
            return true;
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_store.IsValueCreated)
            await _store.Value.DisposeAsync();
    }
}
