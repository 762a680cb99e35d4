namespace FarAi.Inference.Tokenization;

/// <summary>
/// Merges a long piece (ten million times the same letter is one piece) in O(n log n). The symbols are a linked list
/// in arrays. Each rank has a bucket of the places where its pair was seen; the lowest rank is worked off in
/// order of place, so the order of merges is exactly "lowest rank, then leftmost".
/// </summary>
internal sealed class LongPieceMerge
{
    private const int Removed = -1;

    private readonly MergeTable _merges;
    private readonly int[] _symbols;
    private readonly int _count;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly Dictionary<int, Bucket> _buckets = [];
    private readonly PriorityQueue<Bucket, int> _queue = new();

    /// <summary>Takes over <paramref name="symbols"/>, of which the first <paramref name="count"/> are set.</summary>
    public LongPieceMerge(MergeTable merges, int[] symbols, int count)
    {
        _merges = merges;
        _symbols = symbols;
        _count = count;
        _next = new int[count];
        _previous = new int[count];
        for (var i = 0; i < count; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1;
        }
    }

    /// <summary>Merges until no pair is left that merges, and returns the symbols.</summary>
    public List<int> Run()
    {
        for (var i = 0; i + 1 < _count; i++) Note(i);
        while (_queue.TryDequeue(out var bucket, out _)) WorkOff(bucket);

        var result = new List<int>();
        for (var i = 0; i < _count; i = _next[i]) result.Add(_symbols[i]);
        return result;
    }

    // A merge may bring up a pair of lower rank (in tables that no trainer wrote): then the rest of the bucket waits.
    private void WorkOff(Bucket bucket)
    {
        bucket.Sort();
        while (bucket.TryTake(out var place))
        {
            if (_symbols[place] == Removed || _next[place] >= _count) continue;
            if (_merges.Rank(_symbols[place], _symbols[_next[place]]) != bucket.Rank) continue;

            Join(place, bucket.Rank);
            var lowest = Math.Min(_previous[place] >= 0 ? Note(_previous[place]) : MergeTable.None, Note(place));
            if (lowest >= bucket.Rank) continue;
            _queue.Enqueue(bucket, bucket.Rank);
            return;
        }

        _buckets.Remove(bucket.Rank);
    }

    private void Join(int place, int rank)
    {
        var gone = _next[place];
        _symbols[place] = _merges.Product(rank);
        _symbols[gone] = Removed;
        _next[place] = _next[gone];
        if (_next[place] < _count) _previous[_next[place]] = place;
    }

    // Puts the pair at a place into the bucket of its rank, which it returns.
    private int Note(int place)
    {
        if (_next[place] >= _count) return MergeTable.None;
        var rank = _merges.Rank(_symbols[place], _symbols[_next[place]]);
        if (rank == MergeTable.None) return rank;
        if (!_buckets.TryGetValue(rank, out var bucket))
        {
            bucket = new Bucket(rank);
            _buckets.Add(rank, bucket);
            _queue.Enqueue(bucket, rank);
        }

        bucket.Add(place);
        return rank;
    }

    private sealed class Bucket(int rank)
    {
        private readonly List<int> _places = [];
        private int _taken;
        private bool _unsorted;

        public int Rank { get; } = rank;

        public void Add(int place)
        {
            _unsorted |= _places.Count > _taken && _places[^1] > place;
            _places.Add(place);
        }

        public void Sort()
        {
            if (_unsorted) _places.Sort(_taken, _places.Count - _taken, Comparer<int>.Default);
            _unsorted = false;
        }

        public bool TryTake(out int place)
        {
            place = _taken < _places.Count ? _places[_taken++] : -1;
            return place >= 0;
        }
    }
}
