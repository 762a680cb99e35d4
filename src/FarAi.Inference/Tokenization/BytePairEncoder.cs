using System.Buffers;
using System.Text;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Turns one piece of text into tokens: its UTF-8 bytes, merged pair by pair, lowest rank first and leftmost first.
/// Thread-safe. It keeps nothing of the texts that pass through it.
/// </summary>
internal sealed class BytePairEncoder
{
    // Up to here rescanning for the best pair is cheaper than keeping a queue.
    private const int ShortPiece = 64;
    private const byte Unknown = 0, Whole = 1, Parts = 2;

    private readonly Vocabulary _vocabulary;
    private readonly MergeTable _merges;
    private readonly bool _ignoreMerges;
    private readonly int[] _byteTokens = new int[256];
    private readonly byte[] _wholeness;

    /// <summary>
    /// Bytes that the vocabulary lacks become <paramref name="unknownToken"/>; without one they are dropped, as in the reference.
    /// <paramref name="ignoreMerges"/>: a piece that is a token is that token, whatever its bytes would merge into.
    /// </summary>
    public BytePairEncoder(Vocabulary vocabulary, MergeTable merges, bool ignoreMerges, int? unknownToken)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        _ignoreMerges = ignoreMerges;
        _wholeness = new byte[vocabulary.Size];
        for (var b = 0; b < 256; b++)
            _byteTokens[b] = vocabulary.IdOf(ByteAlphabet.ToCharacter((byte)b).ToString()) ?? unknownToken ?? -1;
    }

    /// <summary>Appends the tokens of <paramref name="piece"/>; a lone surrogate counts as U+FFFD.</summary>
    public void Encode(ReadOnlySpan<char> piece, List<int> output)
    {
        var most = Encoding.UTF8.GetMaxByteCount(piece.Length);
        byte[]? rented = null;
        var room = most <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(most);
        var bytes = room[..Encoding.UTF8.GetBytes(piece, room)];
        Encode(bytes, output);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private void Encode(ReadOnlySpan<byte> bytes, List<int> output)
    {
        if (TokenOfAll(bytes) is not { } token)
        {
            Merge(bytes, output);
            return;
        }

        // Common words are tokens themselves. That merging leads there is found out once per token and remembered.
        if (!_ignoreMerges && _wholeness[token] == Unknown)
        {
            var start = output.Count;
            Merge(bytes, output);
            _wholeness[token] = output.Count == start + 1 && output[start] == token ? Whole : Parts;
        }
        else if (_ignoreMerges || _wholeness[token] == Whole) output.Add(token);
        else Merge(bytes, output);
    }

    private int? TokenOfAll(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _vocabulary.LongestToken) return null;
        var room = bytes.Length <= 256 ? stackalloc char[256] : new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++) room[i] = ByteAlphabet.ToCharacter(bytes[i]);
        // A special token is never what plain text becomes, not even where it is all of a piece.
        return _vocabulary.Lookup.TryGetValue(room[..bytes.Length], out var id) && !_vocabulary.IsSpecial(id) ? id : null;
    }

    private void Merge(ReadOnlySpan<byte> bytes, List<int> output)
    {
        if (bytes.Length > ShortPiece)
        {
            var symbols = new int[bytes.Length];
            output.AddRange(new LongPieceMerge(_merges, symbols, Symbols(bytes, symbols)).Run());
        }
        else
        {
            Span<int> symbols = stackalloc int[ShortPiece];
            output.AddRange(symbols[..MergeShort(symbols, Symbols(bytes, symbols))]);
        }
    }

    private int Symbols(ReadOnlySpan<byte> bytes, Span<int> symbols)
    {
        var count = 0;
        foreach (var b in bytes)
            if (_byteTokens[b] >= 0) symbols[count++] = _byteTokens[b];
        return count;
    }

    // Merges symbols[..count] in place and returns how many are left. ranks[i] is that of the pair (i, i + 1).
    private int MergeShort(Span<int> symbols, int count)
    {
        Span<int> ranks = stackalloc int[ShortPiece];
        for (var i = 0; i + 1 < count; i++) ranks[i] = _merges.Rank(symbols[i], symbols[i + 1]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
                if (ranks[i] < ranks[best]) best = i;
            if (ranks[best] == MergeTable.None) break;

            symbols[best] = _merges.Product(ranks[best]);
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            if (best + 2 < count) ranks[(best + 2)..(count - 1)].CopyTo(ranks[(best + 1)..]);
            count--;
            if (best > 0) ranks[best - 1] = _merges.Rank(symbols[best - 1], symbols[best]);
            if (best + 1 < count) ranks[best] = _merges.Rank(symbols[best], symbols[best + 1]);
        }

        return count;
    }
}
