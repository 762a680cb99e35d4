using System.Buffers;
using System.Text;
using FarAi.Inference.Tokenization.PreTokenization;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Byte-level BPE as Hugging Face's <c>tokenizer.json</c> describes it (GPT-2, Llama 3, Qwen 2, SmolLM families), with added tokens.
/// Ids equal the reference's. Immutable and thread-safe; time is O(n log n) in the text whatever the text is.
/// </summary>
public sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly BytePairEncoder _encoder;
    private readonly PreTokenizerStep[] _steps;
    private readonly AddedTokenMatcher[] _matchers;

    internal Tokenizer(
        Vocabulary vocabulary, BytePairEncoder encoder, IEnumerable<PreTokenizerStep> steps, IReadOnlyCollection<AddedToken> added)
    {
        _vocabulary = vocabulary;
        _encoder = encoder;
        _steps = [.. steps];
        // The reference cuts out the tokens that are not normalized first, then the others from what is left.
        _matchers = [new(added.Where(t => !t.Normalized)), new(added.Where(t => t.Normalized))];
    }

    /// <summary>One more than the largest id. A model may have more rows than that; the ids beyond decode to nothing.</summary>
    public int VocabularySize => _vocabulary.Size;

    /// <summary>The token that the configuration calls the beginning of a text, if it names one.</summary>
    public int? BeginTokenId { get; internal init; }

    /// <summary>The token that the configuration calls the end of a text, if it names one.</summary>
    public int? EndTokenId { get; internal init; }

    /// <summary>
    /// The tokens that the model expects before any plain text (Llama 3: its begin-of-text); empty for most. A raw completion puts
    /// them before the prompt; <see cref="Encode(string, bool)"/> never adds them, and chat templates write their own.
    /// </summary>
    public IReadOnlyList<int> PromptPrefix { get; internal init; } = [];

    /// <summary>
    /// Reads <c>tokenizer.json</c> and, where present, <c>tokenizer_config.json</c> and <c>special_tokens_map.json</c>.
    /// </summary>
    /// <exception cref="TokenizerFormatException">Whatever is wrong with these files.</exception>
    public static Tokenizer Load(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return TokenizerReader.Read(
            ModelFile.Read(directory, "tokenizer.json"), TokenizerConfiguration.Load(directory));
    }

    /// <summary>Reads the bytes of a <c>tokenizer.json</c> alone.</summary>
    /// <exception cref="TokenizerFormatException">Whatever is wrong with them.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> json) => TokenizerReader.Read(json, TokenizerConfiguration.Empty);

    /// <summary>
    /// The ids of <paramref name="text"/>. With <paramref name="parseSpecial"/> the text of a special token gives that token;
    /// without, it is text like any other, so that a user's words cannot forge a turn. Lone surrogates count as U+FFFD.
    /// </summary>
    public int[] Encode(string text, bool parseSpecial = true) => Encode(text, parseSpecial, []);

    /// <summary>As above, but special tokens are not recognised where they touch the ranges of <paramref name="plain"/> (sorted, disjoint).</summary>
    internal int[] Encode(string text, bool parseSpecial, ReadOnlySpan<TextRange> plain)
    {
        ArgumentNullException.ThrowIfNull(text);
        var output = new List<int>(text.Length / 4 + 8);
        CutAddedTokens(text, 0, parseSpecial, plain, 0, output);
        return [.. output];
    }

    /// <summary>
    /// The text of <paramref name="tokens"/>: their bytes joined and read as UTF-8, U+FFFD for what is not. Ids without a token
    /// give nothing. With <paramref name="skipSpecial"/> special tokens are left out. Spaces are never "cleaned up".
    /// </summary>
    public string Decode(ReadOnlySpan<int> tokens, bool skipSpecial = true)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, tokens.Length * 4));
        foreach (var token in tokens)
            if (!(skipSpecial && IsSpecial(token))) bytes.Write(Bytes(token));
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The id of a token by its text as <c>tokenizer.json</c> writes it (<c>Ġthe</c>, <c>&lt;|im_end|&gt;</c>).</summary>
    public int? TokenId(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return _vocabulary.IdOf(content);
    }

    /// <summary>The text of a token as <c>tokenizer.json</c> writes it, or null if no token has this id.</summary>
    public string? Content(int id) => _vocabulary.ContentOf(id);

    /// <summary>Whether the id is a token with a meaning instead of a text (a turn's begin, an end).</summary>
    public bool IsSpecial(int id) => _vocabulary.IsSpecial(id);

    /// <summary>The bytes that a token adds to the text: any bytes, often not valid UTF-8 by themselves; none if no token has this id.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _vocabulary.BytesOf(id);

    private void CutAddedTokens(
        ReadOnlySpan<char> text, int stage, bool special, ReadOnlySpan<TextRange> plain, int offset, List<int> output)
    {
        if (stage == _matchers.Length)
        {
            CutPieces(text, 0, output);
            return;
        }

        var done = 0;
        if (!_matchers[stage].IsEmpty)
        {
            while (_matchers[stage].Find(text, done, special, plain, offset, out var range) is { } token)
            {
                CutAddedTokens(text[done..range.Start], stage + 1, special, plain, offset + done, output);
                output.Add(token.Id);
                done = range.End;
            }
        }

        CutAddedTokens(text[done..], stage + 1, special, plain, offset + done, output);
    }

    private void CutPieces(ReadOnlySpan<char> text, int step, List<int> output)
    {
        if (text.IsEmpty) return;
        if (step == _steps.Length)
        {
            _encoder.Encode(text, output);
            return;
        }

        if (_steps[step].PrefixSpace && text[0] != ' ') text = string.Concat(" ", text);
        if (_steps[step].Scanner is not { } scanner)
        {
            CutPieces(text, step + 1, output);
            return;
        }

        for (int start = 0, end; start < text.Length; start = end)
        {
            end = scanner.Next(text, start);
            CutPieces(text[start..end], step + 1, output);
        }
    }
}
