namespace FarAi.Core.Triads;

/// <summary>
/// Tells a peer that is silent from one that is slow: learns how long the peer takes from a message to its acknowledgement, and grants a multiple of
/// its own slowest hundredth. Acknowledgements are counted, not named: they come in the order in which the messages were sent, or close to it.
/// An accrual detector would need the samples' distribution to have a shape (Hayashibara et al. 2004, 'The phi accrual failure detector');
/// a quantile of a window does not. Single-threaded.
/// </summary>
/// <param name="least">Silence that is always borne. Longer than a peer's own pauses for its collector and scheduler.</param>
public sealed class ProgressWatch(TimeSpan least)
{
    /// <summary>Samples after which a peer is known.</summary>
    public const int Enough = 32;

    /// <summary>Samples that count.</summary>
    public const int Window = 256;

    /// <summary>Silence that is borne, in units of the slowest hundredth.</summary>
    public const int Multiple = 3;

    /// <summary>Silence that is borne of a peer that is not known yet.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromSeconds(5);

    /// <summary>Silence that is borne at most.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private const int MostDoublings = 6;

    private readonly Queue<TimeSpan> _sent = new();
    private readonly TimeSpan[] _samples = new TimeSpan[Window];
    private readonly TimeSpan[] _sorted = new TimeSpan[Window];
    private int _count;
    private TimeSpan _quantile;
    private TimeSpan _progress;
    private TimeSpan _extension;
    private int _doublings;

    /// <summary>Messages without an acknowledgement.</summary>
    public int Outstanding => _sent.Count;

    /// <summary>Silence that is borne at present.</summary>
    public TimeSpan Patience
    {
        get
        {
            var usual = _count < Enough ? Unknown : _quantile * Multiple;
            return (usual < least ? least : usual > Most ? Most : usual) * (1 << _doublings);
        }
    }

    /// <summary>How often the present silence has lasted too long.</summary>
    public int Reports => _doublings;

    /// <summary>When the silence will have lasted too long; null while nothing is waited for.</summary>
    public TimeSpan? Deadline => _sent.Count == 0 ? null : Since + Patience + _extension;

    private TimeSpan Since => _sent.Peek() > _progress ? _sent.Peek() : _progress;

    /// <summary>How long the peer has been silent, although something is waited for.</summary>
    public TimeSpan Silence(TimeSpan now) => _sent.Count == 0 ? TimeSpan.Zero : now - Since;

    /// <summary>A message went out.</summary>
    public void OnSent(TimeSpan now) => _sent.Enqueue(now);

    /// <summary>The peer is done with as many messages.</summary>
    public void OnDone(TimeSpan now, int count)
    {
        for (; count > 0 && _sent.TryDequeue(out var sent); count--)
            Learn(now - sent);
        (_progress, _extension, _doublings) = (now, TimeSpan.Zero, 0);
    }

    /// <summary>
    /// Whether the silence has lasted too long. The first time it seems so, a quarter more is granted: this process may have slept itself, and the
    /// acknowledgement lie unread. Each time that it is so, the patience doubles until the peer is heard.
    /// </summary>
    public bool IsOverdue(TimeSpan now)
    {
        if (Deadline is not { } deadline || now < deadline)
            return false;
        if (_extension == TimeSpan.Zero)
        {
            _extension = now - deadline + (Patience / 4);
            return false;
        }

        _doublings = Math.Min(_doublings + 1, MostDoublings);
        return true;
    }

    /// <summary>Nothing is waited for any more: what was sent belongs to an epoch that is over. What was learnt stays.</summary>
    public void Restart(TimeSpan now)
    {
        _sent.Clear();
        (_progress, _extension, _doublings) = (now, TimeSpan.Zero, 0);
    }

    private void Learn(TimeSpan sample)
    {
        _samples[_count % Window] = sample;
        _count++;
        if (_count < Enough || _count % 8 != 0)
            return;
        var held = Math.Min(_count, Window);
        _samples.AsSpan(0, held).CopyTo(_sorted);
        _sorted.AsSpan(0, held).Sort();
        _quantile = _sorted[Math.Min(held - 1, held * 99 / 100)];
    }
}
