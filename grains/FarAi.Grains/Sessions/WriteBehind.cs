using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Grains.Sessions;

/// <summary>
/// Stores a grain's state a little later and never twice at once. A failed write is tried again: what it would have
/// stored is still in memory, and comes out the same if it must be computed again.
/// </summary>
internal sealed partial class WriteBehind<TState>
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<TState> _store;
    private readonly Action<TState> _snapshot;
    private readonly ILogger _logger;
    private readonly IGrainBase _grain;
    private readonly IGrainTimer _timer;
    private Task _writing = Task.CompletedTask;
    private bool _scheduled;

    /// <param name="grain">The grain whose turns write. Timers interleave: state that changes during a write is in the next one.</param>
    /// <param name="store">Its state.</param>
    /// <param name="snapshot">Copies what is in memory into the state.</param>
    /// <param name="logger">Hears of failures.</param>
    public WriteBehind(IGrainBase grain, IPersistentState<TState> store, Action<TState> snapshot, ILogger logger)
    {
        (_grain, _store, _snapshot, _logger) = (grain, store, snapshot, logger);
        _timer = grain.RegisterGrainTimer(
            WriteAsync, new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }

    /// <summary>Writes after a delay, unless a write is due already.</summary>
    public void Schedule(TimeSpan delay)
    {
        if (_scheduled)
            return;
        _scheduled = true;
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes now, after a write that is under way.</summary>
    public Task WriteAsync() => _writing = WriteAfter(_writing);

    /// <summary>Erases the state, after a write that is under way; nothing is written any more.</summary>
    public async Task EraseAsync()
    {
        _timer.Dispose();
        await _writing;
        await _store.ClearStateAsync();
    }

    private async Task WriteAfter(Task before)
    {
        await before;
        _scheduled = false;
        _snapshot(_store.State);
        try
        {
            await _store.WriteStateAsync();
        }
        catch (InconsistentStateException exception)
        {
            LogConflict(exception);
            _grain.DeactivateOnIdle(); // somebody else wrote: read again at the next activation
        }
        catch (Exception exception)
        {
            LogFailed(exception, RetryDelay);
            Schedule(RetryDelay);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored state was changed by another activation; this one gives way")]
    private partial void LogConflict(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "State could not be stored; trying again in {Delay}")]
    private partial void LogFailed(Exception exception, TimeSpan delay);
}
