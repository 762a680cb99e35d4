using System.Buffers;
using System.Text;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Finds added tokens in a text: the leftmost, and of those that start there the longest. A trie makes the cost
/// independent of how many tokens share a beginning (Llama 3 has 256 that start with <c>&lt;|</c>).
/// </summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<AddedToken?> _tokenAt = [null];
    private readonly SearchValues<char> _firsts;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        var firsts = new HashSet<char>();
        foreach (var token in tokens)
        {
            firsts.Add(token.Content[0]);
            var node = 0;
            foreach (var c in token.Content)
            {
                if (!_edges.TryGetValue(Edge(node, c), out var next))
                {
                    next = _tokenAt.Count;
                    _tokenAt.Add(null);
                    _edges.Add(Edge(node, c), next);
                }

                node = next;
            }

            _tokenAt[node] = token;
        }

        IsEmpty = firsts.Count == 0;
        _firsts = SearchValues.Create([.. firsts]);
    }

    /// <summary>Whether there is no token to find.</summary>
    public bool IsEmpty { get; }

    /// <summary>
    /// The first token at or after <paramref name="from"/>, with the white space that it swallows, or null.
    /// Special tokens are found only if <paramref name="special"/> is set, and never where they touch a range of
    /// <paramref name="plain"/> (sorted; offsets are those of the text plus <paramref name="offset"/>).
    /// </summary>
    public AddedToken? Find(
        ReadOnlySpan<char> text, int from, bool special, ReadOnlySpan<TextRange> plain, int offset, out TextRange range)
    {
        for (var start = from; start < text.Length; start++)
        {
            var skip = text[start..].IndexOfAny(_firsts);
            if (skip < 0) break;
            start += skip;
            var found = LongestAt(text, start, special, plain, offset);
            if (found is null) continue;

            var end = start + found.Content.Length;
            if (found.LeftStrip)
                while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
            if (found.RightStrip)
                while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            range = new TextRange(start, end);
            return found;
        }

        range = default;
        return null;
    }

    private AddedToken? LongestAt(
        ReadOnlySpan<char> text, int start, bool special, ReadOnlySpan<TextRange> plain, int offset)
    {
        AddedToken? longest = null;
        var node = 0;
        for (var i = start; i < text.Length && _edges.TryGetValue(Edge(node, text[i]), out node); i++)
        {
            if (_tokenAt[node] is not { } token) continue;
            if (token.Special && (!special || Touches(plain, offset + start, offset + i + 1))) continue;
            if (token.SingleWord && !StandsAlone(text, start, i + 1)) continue;
            longest = token;
        }

        return longest;
    }

    private static bool Touches(ReadOnlySpan<TextRange> plain, int start, int end)
    {
        // The first range that ends after the start is the only one that can be the nearest to touch.
        int low = 0, high = plain.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (plain[middle].End <= start) low = middle + 1;
            else high = middle;
        }

        return low < plain.Length && plain[low].Start < end;
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        var before = start > 0 && Rune.DecodeLastFromUtf16(text[..start], out var left, out _) == OperationStatus.Done && IsWord(left);
        var after = end < text.Length && Rune.DecodeFromUtf16(text[end..], out var right, out _) == OperationStatus.Done && IsWord(right);
        return !before && !after;
    }

    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value == '_';

    private static long Edge(int node, char c) => ((long)node << 16) | c;
}
