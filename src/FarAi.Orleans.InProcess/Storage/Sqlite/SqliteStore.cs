using Microsoft.Extensions.Logging;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// A share in a storage file: all storages and silos of this process that use a file with the same settings use one queue, so
/// that they never wait for each other's locks. Opened by the first, closed by the last.
/// </summary>
internal sealed class SqliteStore : IAsyncDisposable
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<SqliteSettings, (SqliteQueue Queue, int Users)> s_open = [];

    private readonly SqliteSettings _settings;
    private readonly SqliteQueue _queue;
    private int _disposed;

    private SqliteStore(SqliteSettings settings, SqliteQueue queue)
    {
        _settings = settings;
        _queue = queue;
    }

    /// <inheritdoc cref="SqliteQueue.Problem"/>
    public GrainStorageFileException? Problem => _queue.Problem;

    /// <summary>Opens the file, or shares in it; <see cref="GrainStorageFileException"/> if it can't be used.</summary>
    public static SqliteStore Open(SqliteGrainStorageOptions options, ILogger logger)
    {
        var settings = SqliteSettings.Of(options);
        lock (s_gate)
        {
            var queue = s_open.TryGetValue(settings, out var open) ? open.Queue : new SqliteQueue(settings, logger);
            s_open[settings] = (queue, open.Users + 1);
            return new SqliteStore(settings, queue);
        }
    }

    /// <summary>Runs an operation that writes nothing.</summary>
    public Task<TResult> ReadAsync<TResult>(Func<SqliteSession, TResult> run, CancellationToken cancellation) => _queue.RunAsync(isRead: true, run, cancellation);

    /// <summary>Runs an operation; when it has completed, what it wrote is on the disk.</summary>
    public Task<TResult> WriteAsync<TResult>(Func<SqliteSession, TResult> run, CancellationToken cancellation) => _queue.RunAsync(isRead: false, run, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        lock (s_gate)
        {
            var users = s_open[_settings].Users - 1;
            if (users > 0)
            {
                s_open[_settings] = (_queue, users);
                return;
            }

            s_open.Remove(_settings);
        }

        await _queue.DisposeAsync();
    }
}
