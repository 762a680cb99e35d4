namespace FarAi.Inference.Tokenization;

/// <summary>Which pairs of tokens merge, in which order (rank 0 first), and into what.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int None = int.MaxValue;

    private readonly Dictionary<ulong, int> _ranks;
    private readonly int[] _products;

    /// <summary>Takes the merges in order of rank; where a pair stands twice the later rank holds, as in the reference.</summary>
    public MergeTable(IReadOnlyList<(int Left, int Right, int Product)> merges)
    {
        _ranks = new Dictionary<ulong, int>(merges.Count);
        _products = new int[merges.Count];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            _ranks[Key(merges[rank].Left, merges[rank].Right)] = rank;
            _products[rank] = merges[rank].Product;
        }
    }

    public int Rank(int left, int right) => _ranks.TryGetValue(Key(left, right), out var rank) ? rank : None;

    public int Product(int rank) => _products[rank];

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
