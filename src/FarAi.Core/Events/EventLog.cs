namespace FarAi.Core.Events;

/// <summary>
/// A region's newest events under rising numbers. Numbers that may have been given to events which were never stored are not given
/// again, so that a reader who comes back by number misses nothing. Pure; single-threaded.
/// </summary>
/// <param name="kept">Events that are kept at most.</param>
/// <param name="retention">How long each is kept.</param>
public sealed class EventLog(int kept, TimeSpan retention)
{
    /// <summary>Numbers that each stored state reserves for what comes before the next one.</summary>
    public const int Reserve = 10_000;

    private readonly Queue<GridEvent> _events = new();

    /// <summary>The number that the next event gets.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>How many events there are.</summary>
    public int Count => _events.Count;

    /// <summary>When the oldest is to be erased; null where there is none.</summary>
    public DateTimeOffset? Deadline => _events.TryPeek(out var oldest) ? oldest.Time + retention : null;

    /// <summary>Takes up what was stored.</summary>
    public void Restore(IEnumerable<GridEvent> stored, long reserved)
    {
        ArgumentNullException.ThrowIfNull(stored);
        foreach (var old in stored)
            _events.Enqueue(old);
        Next = Math.Max(Next, reserved);
    }

    /// <summary>Appends an event; it comes back with its number.</summary>
    public GridEvent Append(GridEvent happened)
    {
        var numbered = happened with { Sequence = Next++ };
        _events.Enqueue(numbered);
        if (_events.Count > kept)
            _events.Dequeue();
        return numbered;
    }

    /// <summary>Erases what is too old; whether there was any. Events are in the order of their arrival, nearly that of their times.</summary>
    public bool Expire(DateTimeOffset now)
    {
        var before = _events.Count;
        while (Deadline <= now)
            _events.Dequeue();
        return _events.Count != before;
    }

    /// <summary>Events from a number on, some at a time. A reader who is ahead of the log gets what comes next.</summary>
    /// <param name="from">The first number wanted; negative: so many of the newest.</param>
    /// <param name="most">How many at most.</param>
    public (IReadOnlyList<GridEvent> Events, long Next) From(long from, int most)
    {
        if (from >= Next)
            return ([], Next);
        var skip = from < 0 ? (int)Math.Max(0, _events.Count + from) : 0;
        IReadOnlyList<GridEvent> events = [.. _events.Skip(skip).SkipWhile(e => e.Sequence < from).Take(most)];
        return (events, events.Count > 0 ? events[^1].Sequence + 1 : Next);
    }

    /// <summary>The newest events, for the store, and the number from which the next activation goes on.</summary>
    public (IReadOnlyList<GridEvent> Events, long Reserved) Newest(int most) => ([.. _events.Skip(_events.Count - most)], Next + Reserve);
}
