namespace FarAi.Orleans.InProcess;

/// <summary>
/// The activations of one silo, in an order that depends only on what was added and removed: whoever walks over them, such as
/// idle collection, does so in the same order in every run of a simulation. Safe on any thread.
/// </summary>
internal sealed class ActivationSet
{
    private readonly Lock _gate = new();
    private Activation[] _items = [];
    private int _count;
    private bool _closed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds; false once the set is closed.</summary>
    public bool TryAdd(Activation activation)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            if (_count == _items.Length)
                Array.Resize(ref _items, Math.Max(16, _count * 2));
            activation.Place = _count;
            _items[_count++] = activation;
            return true;
        }
    }

    /// <summary>Removes; the last one takes the place that becomes free.</summary>
    public void Remove(Activation activation)
    {
        lock (_gate)
        {
            var place = activation.Place;
            if (place >= _count || _items[place] != activation)
                return;
            var last = _items[--_count];
            _items[place] = last;
            last.Place = place;
            _items[_count] = null!;
        }
    }

    public Activation[] Snapshot()
    {
        lock (_gate)
            return _items[.._count];
    }

    /// <summary>Refuses additions from here on and returns all.</summary>
    public Activation[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            return _items[.._count];
        }
    }
}
