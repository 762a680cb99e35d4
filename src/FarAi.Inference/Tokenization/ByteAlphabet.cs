namespace FarAi.Inference.Tokenization;

/// <summary>
/// GPT-2's one-to-one map between the 256 byte values and 256 printable characters, in which byte-level
/// vocabularies are written. Printable Latin-1 stands for itself; the other bytes take U+0100 onwards in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = BuildCharacters();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The character that stands for <paramref name="value"/>.</summary>
    public static char ToCharacter(byte value) => Characters[value];

    /// <summary>
    /// Writes the bytes that <paramref name="text"/> stands for; false if a character is not of the alphabet.
    /// <paramref name="bytes"/>: at least as long as the text.
    /// </summary>
    public static bool TryGetBytes(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i] < Bytes.Length ? Bytes[text[i]] : -1;
            if (value < 0) return false;
            bytes[i] = (byte)value;
        }

        return true;
    }

    private static char[] BuildCharacters()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
        {
            var printable = b is >= 33 and <= 126 or >= 161 and <= 172 or >= 174;
            characters[b] = (char)(printable ? b : next++);
        }

        return characters;
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var b = 0; b < 256; b++) bytes[Characters[b]] = (short)b;
        return bytes;
    }
}
