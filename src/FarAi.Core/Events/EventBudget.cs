namespace FarAi.Core.Events;

/// <summary>How many events one silo may record: a token bucket. Pure; single-threaded.</summary>
/// <param name="perSecond">Events a second in the long run.</param>
/// <param name="burst">Events at once.</param>
public sealed class EventBudget(int perSecond, int burst)
{
    private double _left = burst;
    private DateTimeOffset _at;

    /// <summary>Events refused since the last one that passed; the caller says so and sets it back.</summary>
    public long Refused { get; private set; }

    /// <summary>Whether so many more may be recorded now: all of them or none.</summary>
    public bool Take(int events, DateTimeOffset now)
    {
        if (_at == default || now > _at)
            (_left, _at) = (_at == default ? burst : Math.Min(burst, _left + ((now - _at).TotalSeconds * perSecond)), now);
        if (_left < events)
        {
            Refused += events;
            return false;
        }

        _left -= events;
        return true;
    }

    /// <summary>How many were refused so far; the count begins anew.</summary>
    public long TakeRefused()
    {
        var refused = Refused;
        Refused = 0;
        return refused;
    }
}
