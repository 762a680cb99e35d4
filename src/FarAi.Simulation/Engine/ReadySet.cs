namespace FarAi.Simulation.Engine;

/// <summary>What may run at the present instant: taken in a drawn order, or in order of arrival. A ring of small structs.</summary>
internal sealed class ReadySet(SeededRandom? draw)
{
    private (IThreadPoolWorkItem Work, int Version)[] _ring = new (IThreadPoolWorkItem, int)[64];
    private int _head;

    public int Count { get; private set; }

    public void Add(IThreadPoolWorkItem work, int version)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count++) & (_ring.Length - 1)] = (work, version);
    }

    public (IThreadPoolWorkItem Work, int Version) Take()
    {
        ref var first = ref _ring[_head];
        var taken = first;
        if (draw is not null && Count > 1)
        {
            // The first moves to the drawn place: no order of arrival is left to keep.
            ref var drawn = ref _ring[(_head + draw.Next(Count)) & (_ring.Length - 1)];
            taken = drawn;
            drawn = first;
        }

        first = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return taken;
    }

    private void Grow()
    {
        var larger = new (IThreadPoolWorkItem, int)[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        (_ring, _head) = (larger, 0);
    }
}
