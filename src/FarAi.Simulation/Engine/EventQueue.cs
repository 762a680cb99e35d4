namespace FarAi.Simulation.Engine;

/// <summary>
/// What is due later, earliest first, then in order of arrival: a four-way heap of small structs. Entries are never taken from
/// the middle: a changed timer leaves a stale entry behind, and the queue sweeps those out when they are the majority.
/// </summary>
internal sealed class EventQueue
{
    private const int LeastSweep = 1024;
    private Entry[] _heap = new Entry[64];
    private long _sequence;
    private int _stale;

    public int Count { get; private set; }

    public long NextDue => Count == 0 ? long.MaxValue : _heap[0].Due;

    public void Add(long due, IThreadPoolWorkItem work, int version)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        Up(Count++, new Entry(due, _sequence++, work, version));
    }

    public (IThreadPoolWorkItem Work, int Version) Take()
    {
        var first = _heap[0];
        var last = _heap[--Count];
        _heap[Count] = default;
        if (Count > 0)
            Down(0, last);
        return (first.Work, first.Version);
    }

    /// <summary>One entry in the queue will be of no use when its time comes.</summary>
    public void OnStale()
    {
        if (++_stale < LeastSweep || _stale * 2 < Count)
            return;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_heap[i].Work is not VirtualTimer timer || timer.IsCurrent(_heap[i].Version))
                _heap[kept++] = _heap[i];
        }

        Array.Clear(_heap, kept, Count - kept);
        Count = kept;
        _stale = 0;
        for (var i = (Count - 2) / 4; i >= 0 && Count > 1; i--)
            Down(i, _heap[i]);
    }

    /// <summary>A stale entry came up in its turn.</summary>
    public void OnStaleTaken() => _stale = Math.Max(0, _stale - 1);

    private void Up(int index, Entry entry)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 4;
            if (!entry.IsBefore(_heap[parent]))
                break;
            _heap[index] = _heap[parent];
            index = parent;
        }

        _heap[index] = entry;
    }

    private void Down(int index, Entry entry)
    {
        while (true)
        {
            var child = (index * 4) + 1;
            if (child >= Count)
                break;
            var end = Math.Min(child + 4, Count);
            for (var i = child + 1; i < end; i++)
            {
                if (_heap[i].IsBefore(_heap[child]))
                    child = i;
            }

            if (!_heap[child].IsBefore(entry))
                break;
            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = entry;
    }

    private readonly struct Entry(long due, long sequence, IThreadPoolWorkItem work, int version)
    {
        public readonly long Due = due;
        public readonly IThreadPoolWorkItem Work = work;
        public readonly int Version = version;
        private readonly long _sequence = sequence;

        public bool IsBefore(in Entry other) => Due < other.Due || (Due == other.Due && _sequence < other._sequence);
    }
}
