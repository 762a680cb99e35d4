namespace FarAi.Core.Sessions;

/// <summary>
/// Decides when a session that hears nothing must be opened again. A verdict that got lost on its way shows as a gap; a lost last
/// one only as silence, which is measured against the session's own rhythm. Pure; single-threaded.
/// </summary>
/// <param name="longest">Silence that is borne at most, and how long the first verdict of a fresh prompt may take; more only where opening again brought nothing.</param>
public sealed class StallWatch(TimeSpan longest)
{
    /// <summary>How long a verdict may come after a later one: they pass through different silos.</summary>
    public static readonly TimeSpan GapPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>Silence that is always borne, however quick the session is.</summary>
    public static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    /// <summary>How long the first verdict may take after the session was opened again: whatever it waits for was computed once.</summary>
    public static readonly TimeSpan ReopenPatience = TimeSpan.FromSeconds(3);

    /// <summary>Silence that is borne, in usual pauses between two verdicts.</summary>
    public const int Pauses = 8;

    private const int MostDoublings = 6;
    private const double Smoothing = 0.2;

    private DateTimeOffset _heard;
    private DateTimeOffset? _gapSince;
    private TimeSpan _pause;
    private bool _inRhythm;
    private bool _again;
    private int _reopenings;

    /// <summary>The session was opened on its nodes.</summary>
    /// <param name="now">The present.</param>
    /// <param name="again">Whether it had been open before: a fresh prompt may take long to read.</param>
    public void OnOpened(DateTimeOffset now, bool again) => (_heard, _gapSince, _inRhythm, _again) = (now, null, false, again);

    /// <summary>Tokens were committed.</summary>
    public void OnProgress(DateTimeOffset now)
    {
        if (_inRhythm)
            _pause += (now - _heard - _pause) * (_pause == TimeSpan.Zero ? 1 : Smoothing);
        (_heard, _inRhythm, _reopenings) = (now, true, 0);
    }

    /// <summary>Whether to open the session again. Each opening that brings nothing doubles the patience.</summary>
    /// <param name="now">The present.</param>
    /// <param name="gap">Whether a later verdict is there already.</param>
    public bool IsStalled(DateTimeOffset now, bool gap)
    {
        _gapSince = gap ? _gapSince ?? now : null;
        var stalled = now - _heard >= Patience || (_gapSince is { } since && now - since >= GapPatience * (1 << _reopenings));
        if (!stalled)
            return false;
        _reopenings = Math.Min(_reopenings + 1, MostDoublings);
        _gapSince = null;
        return true;
    }

    private TimeSpan Patience
    {
        get
        {
            var usual = !_inRhythm ? _again ? ReopenPatience : longest : LeastPatience > _pause * Pauses ? LeastPatience : _pause * Pauses;
            return (usual < longest ? usual : longest) * (1 << _reopenings);
        }
    }
}
