namespace FarAi.Core.Sessions;

/// <summary>
/// Decides what a session that hears nothing does. A verdict that got lost on its way shows as a gap; a lost last one only as silence, which
/// is measured against the session's own rhythm. In both cases the tail is asked first, which costs no compute. Pure; single-threaded.
/// </summary>
/// <param name="longest">Silence that is borne at most, and how long the first verdict of a fresh prompt may take; more only where opening again brought nothing.</param>
public sealed class StallWatch(TimeSpan longest)
{
    /// <summary>How long a verdict may come after a later one: they pass through different silos.</summary>
    public static readonly TimeSpan GapPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence that is always borne, however quick the session is; and how long the tail may take to answer.</summary>
    public static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long the first verdict may take after the session was opened again: whatever it waits for was computed once.</summary>
    public static readonly TimeSpan ReopenPatience = TimeSpan.FromSeconds(3);

    /// <summary>Silence that is borne, in usual pauses between two verdicts.</summary>
    public const int Pauses = 8;

    private const int MostDoublings = 6;
    private const double Smoothing = 0.2;

    private DateTimeOffset _heard;
    private DateTimeOffset? _gapSince;
    private DateTimeOffset? _asked;
    private TimeSpan _pause;
    private bool _askAgain;
    private bool _inRhythm;
    private bool _again;
    private int _reopenings;

    /// <summary>The session was opened on its nodes.</summary>
    /// <param name="now">The present.</param>
    /// <param name="again">Whether it had been open before: a fresh prompt may take long to read.</param>
    public void OnOpened(DateTimeOffset now, bool again)
    {
        (_heard, _gapSince, _asked, _askAgain) = (now, null, null, false);
        (_inRhythm, _again) = (false, again);
    }

    /// <summary>The session was moved, its nodes work on, and the tail is being asked.</summary>
    public void OnResumed(DateTimeOffset now)
    {
        OnOpened(now, again: true);
        (_inRhythm, _asked) = (true, now);
    }

    /// <summary>The question did not reach the tail; the next <see cref="Check"/> says to ask again.</summary>
    public void OnAskFailed() => _askAgain = true;

    /// <summary>Tokens were committed.</summary>
    public void OnProgress(DateTimeOffset now)
    {
        if (_inRhythm && _asked is null)
            _pause += (now - _heard - _pause) * (_pause == TimeSpan.Zero ? 1 : Smoothing);
        (_heard, _inRhythm, _reopenings, _asked, _askAgain) = (now, true, 0, null, false);
    }

    /// <summary>What to do now. Each opening that brings nothing doubles the patience.</summary>
    /// <param name="now">The present.</param>
    /// <param name="gap">Whether a later verdict is there already.</param>
    public StallAction Check(DateTimeOffset now, bool gap)
    {
        _gapSince = gap ? _gapSince ?? now : null;
        if (!_inRhythm)
            return now - _heard >= Patience(_again ? ReopenPatience : longest) ? Reopen() : StallAction.None;
        if (_askAgain)
            return now - _heard >= longest ? Reopen() : Ask(now);
        if (_asked is { } asked)
            return now - asked >= Patience(Silence) ? Reopen() : StallAction.None;
        var missing = _gapSince is { } since && now - (since > _heard ? since : _heard) >= GapPatience;
        return missing || now - _heard >= Silence ? Ask(now) : StallAction.None;
    }

    private TimeSpan Silence => LeastPatience > _pause * Pauses ? LeastPatience : _pause * Pauses < longest ? _pause * Pauses : longest;

    private TimeSpan Patience(TimeSpan usual) => usual * (1 << _reopenings);

    private StallAction Ask(DateTimeOffset now)
    {
        (_asked, _askAgain) = (now, false);
        return StallAction.Ask;
    }

    private StallAction Reopen()
    {
        _reopenings = Math.Min(_reopenings + 1, MostDoublings);
        return StallAction.Reopen;
    }
}
