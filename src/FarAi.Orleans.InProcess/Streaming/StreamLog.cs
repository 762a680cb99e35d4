namespace FarAi.Orleans.InProcess;

/// <summary>
/// The events that a stream keeps: all that some subscription still waits for, and the last few delivered ones, to rewind to.
/// Bounded: a publisher is refused while the slowest subscription is too far behind.
/// </summary>
internal sealed class StreamLog(long first)
{
    /// <summary>The most events that may wait for a subscription; Orleans' memory queues hold as many.</summary>
    public const int MostWaiting = 16384;

    /// <summary>Delivered events that are kept to rewind to.</summary>
    public const int MostKept = 256;

    private StreamBatch[] _ring = new StreamBatch[16];

    /// <summary>The oldest event kept.</summary>
    public long First { get; private set; } = first;

    /// <summary>One behind the newest event.</summary>
    public long End { get; private set; } = first;

    public StreamBatch this[long sequence] => _ring[sequence & (_ring.Length - 1)];

    public void Append(IReadOnlyList<object?> items, Dictionary<string, object>? context)
    {
        if (End - First == _ring.Length)
            Grow();
        _ring[End & (_ring.Length - 1)] = new StreamBatch(End, items, context);
        End++;
    }

    /// <summary>Forgets what no subscription waits for any more, but for the last few.</summary>
    public void Release(long oldestWanted)
    {
        while (First < oldestWanted && End - First > MostKept)
            _ring[First++ & (_ring.Length - 1)] = null!;
    }

    private void Grow()
    {
        var larger = new StreamBatch[_ring.Length * 2];
        for (var sequence = First; sequence < End; sequence++)
            larger[sequence & (larger.Length - 1)] = this[sequence];
        _ring = larger;
    }
}
