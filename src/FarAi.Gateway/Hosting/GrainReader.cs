using Microsoft.Extensions.Logging;

namespace FarAi.Gateway.Hosting;

/// <summary>
/// One reading of what a grain tells as it comes. The call behind it may never end, since nobody tells a client that a silo died: so
/// each step has its patience, and whoever leaves does not wait for the grain to notice.
/// </summary>
internal sealed partial class GrainReader<T> : IAsyncDisposable
    where T : class
{
    private readonly CancellationTokenSource _leaving;
    private readonly IAsyncEnumerator<T> _chunks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task<bool>? _pending;

    /// <param name="read">Makes the call.</param>
    /// <param name="time">Measures the patience.</param>
    /// <param name="logger">Hears how abandoned readings end.</param>
    /// <param name="ending">Ends the reading.</param>
    public GrainReader(Func<CancellationToken, IAsyncEnumerable<T>> read, TimeProvider time, ILogger logger, CancellationToken ending)
    {
        (_time, _logger) = (time, logger);
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(ending);
        _chunks = read(_leaving.Token).GetAsyncEnumerator(_leaving.Token);
    }

    /// <summary>The next chunk; null at the end. A <see cref="TimeoutException"/> where nothing came in time: the reading is over then.</summary>
    public async ValueTask<T?> NextAsync(TimeSpan patience)
    {
        var move = _chunks.MoveNextAsync();
        bool moved;
        if (move.IsCompleted)
        {
            moved = await move;
        }
        else
        {
            _pending = move.AsTask();
            moved = await _pending.WaitAsync(patience, _time, _leaving.Token);
            _pending = null;
        }

        return moved ? _chunks.Current : null;
    }

    /// <summary>Returns at once; what is left of the call ends by itself.</summary>
    public ValueTask DisposeAsync()
    {
        _ = LeaveAsync();
        return ValueTask.CompletedTask;
    }

    private async Task LeaveAsync()
    {
        try
        {
            await _leaving.CancelAsync();
            if (_pending is not null)
                await _pending;
        }
#pragma warning disable CA1031 // Nobody waits for this reading any more; the grain drops readers that don't come back.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogAbandoned(_logger, exception);
        }

        try
        {
            await _chunks.DisposeAsync();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogAbandoned(_logger, exception);
        }

        _leaving.Dispose();
    }

    [LoggerMessage(11, LogLevel.Debug, "a reading of a grain that nobody waits for ended")]
    private static partial void LogAbandoned(ILogger logger, Exception exception);
}
