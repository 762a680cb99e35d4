using System.Text;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Decodes tokens one at a time. A character whose bytes are spread over several tokens is held back until it is
/// complete, or certainly broken. All that was pushed and flushed, joined, equals <see cref="Tokenizer.Decode"/> of all the tokens.
/// For one stream only; not thread-safe.
/// </summary>
/// <param name="tokenizer">The tokenizer of the model that generates.</param>
/// <param name="skipSpecial">Whether special tokens are left out of the text.</param>
public sealed class StreamingDecoder(Tokenizer tokenizer, bool skipSpecial = true)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that is certain once <paramref name="token"/> has arrived; may be empty.</summary>
    public string Push(int token) =>
        skipSpecial && tokenizer.IsSpecial(token) ? "" : Decode(tokenizer.Bytes(token), flush: false);

    /// <summary>The end of the text: U+FFFD if the last character was left incomplete, else nothing. The decoder is then as new.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Each byte gives at most one UTF-16 unit, and what was held back at most two more.
        var most = bytes.Length + 4;
        var room = most <= 256 ? stackalloc char[256] : new char[most];
        return new string(room[.._decoder.GetChars(bytes, room, flush)]);
    }
}
