using System.Text;

namespace FarAi.Inference.Tokenization;

/// <summary>Token texts, their ids and the bytes that each id stands for. Immutable once built.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _contents;
    private readonly byte[] _bytes;
    private readonly int[] _offsets;
    private readonly bool[] _special;

    /// <summary>Takes texts by id (null where an id is unused) and the added tokens, whose bytes are their own UTF-8.</summary>
    public Vocabulary(Dictionary<string, int> ids, string?[] contents, IEnumerable<AddedToken> added)
    {
        _ids = ids;
        _contents = contents;
        _special = new bool[contents.Length];
        _offsets = new int[contents.Length + 1];
        var literal = new bool[contents.Length];
        foreach (var token in added)
        {
            literal[token.Id] = true;
            _special[token.Id] = token.Special;
        }

        var bytes = new List<byte>(ids.Count * 8);
        Span<byte> scratch = stackalloc byte[256];
        for (var id = 0; id < contents.Length; id++)
        {
            if (contents[id] is { } content)
            {
                var room = content.Length <= scratch.Length ? scratch : new byte[content.Length];
                if (!literal[id] && ByteAlphabet.TryGetBytes(content, room)) bytes.AddRange(room[..content.Length]);
                else bytes.AddRange(Encoding.UTF8.GetBytes(content));
                LongestToken = Math.Max(LongestToken, content.Length);
            }

            _offsets[id + 1] = bytes.Count;
        }

        _bytes = [.. bytes];
        Lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>One more than the largest id.</summary>
    public int Size => _contents.Length;

    /// <summary>The length of the longest token's text, in characters.</summary>
    public int LongestToken { get; }

    /// <summary>Ids by text, without making a string of the key.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup { get; }

    public int? IdOf(string content) => _ids.TryGetValue(content, out var id) ? id : null;

    public string? ContentOf(int id) => (uint)id < (uint)_contents.Length ? _contents[id] : null;

    public bool IsSpecial(int id) => (uint)id < (uint)_special.Length && _special[id];

    /// <summary>The bytes of a token; none for an id that stands for nothing.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) =>
        (uint)id < (uint)_contents.Length ? _bytes.AsSpan(_offsets[id].._offsets[id + 1]) : [];
}
