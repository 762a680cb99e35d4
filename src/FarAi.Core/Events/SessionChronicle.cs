using FarAi.Core.Identity;
using FarAi.Core.Triads;

namespace FarAi.Core.Events;

/// <summary>
/// What is worth telling of a session: that it was interrupted, why, and when its tokens came again. A session that is never
/// interrupted says nothing. Pure; single-threaded.
/// </summary>
public sealed class SessionChronicle(SessionId session, string region)
{
    private TriadId? _triad;
    private string? _reason;
    private DateTimeOffset? _interrupted;
    private long? _epoch;

    /// <summary>Whether it waits for its first token after an interruption.</summary>
    public bool IsInterrupted => _interrupted is not null;

    /// <summary>Its nodes were lost, or can't go on.</summary>
    public void OnFault(string reason) => _reason = reason;

    /// <summary>It goes on in a new activation; its nodes work on.</summary>
    public GridEvent OnResumed(TriadView triad, int tokens, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(triad);
        (_triad, _interrupted) = (triad.Triad, _interrupted ?? now);
        return Of(GridEventKind.SessionResumed, triad, now, $"Session {session} goes on after token {tokens}, on another silo or after a restart.");
    }

    /// <summary>It was opened on a triad; null where this is the first time.</summary>
    public GridEvent? OnOpened(TriadView triad, bool again, int tokens, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(triad);
        var (before, reason) = (_triad, _reason ?? $"its triad is in epoch {triad.Epoch}");
        (_triad, _reason) = (triad.Triad, null);
        if (!again)
            return null;
        _interrupted ??= now;
        return before is { } left && left != triad.Triad
            ? Of(GridEventKind.SessionMoved, triad, now, $"Session {session} moves to triad {triad.Triad} after token {tokens}: {reason}.") with { From = left }
            : Of(GridEventKind.SessionReopened, triad, now, $"Session {session} was opened again after token {tokens}: {reason}.");
    }

    /// <summary>Tokens were committed; null where nothing had interrupted them.</summary>
    public GridEvent? OnProgress(TriadView triad, int tokens, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(triad);
        var renewed = _epoch is { } epoch && epoch != triad.Epoch;
        _epoch = triad.Epoch;
        if (_interrupted is not { } since)
        {
            return renewed
                ? Of(GridEventKind.SessionRecovered, triad, now, $"Session {session} has tokens of epoch {triad.Epoch}, {tokens} so far; it need not be opened again.")
                : null;
        }

        _interrupted = null;
        return Of(GridEventKind.SessionRecovered, triad, now, FormattableString.Invariant($"Session {session} has tokens again, {tokens} so far, {(now - since).TotalMilliseconds:0} ms after it was opened again."));
    }

    /// <summary>It ended with an error.</summary>
    public GridEvent OnFailed(TriadView? triad, int tokens, DateTimeOffset now) =>
        Of(GridEventKind.SessionFailed, triad, now, $"Session {session} ended with an error after token {tokens}; these are kept.");

    private GridEvent Of(GridEventKind kind, TriadView? triad, DateTimeOffset now, string text) => new()
    {
        Time = now,
        Kind = kind,
        Region = region,
        Triad = triad?.Triad,
        Epoch = triad?.Epoch,
        Session = session,
        Text = text,
    };
}
