using System.Text;

namespace FarAi.Inference.Tests.Tokenization;

/// <summary>Texts that mix words, spaces, marks, special tokens and any code points.</summary>
internal static class RandomText
{
    private static readonly string[] Common =
        [" ", "  ", "\n", "\r\n", "\t", "'s", "'LL", "the", " The", "1", "23", "é", "ß", "日本", "🙂", "\u200D", "\u0301", "<|im_start|>", "<|im_", "end|>", "\u00A0", "...", "\0"];

    /// <summary>Well-formed UTF-16 of about <paramref name="parts"/> parts.</summary>
    public static string Valid(Random random, int parts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < parts; i++)
        {
            if (random.Next(2) == 0) text.Append(Common[random.Next(Common.Length)]);
            else text.Append(AnyRune(random).ToString());
        }

        return text.ToString();
    }

    /// <summary>UTF-16 units of any value: lone surrogates, too.</summary>
    public static string Any(Random random, int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => (char)(random.Next(3) == 0 ? 0xD800 + random.Next(0x800) : random.Next(0x10000)))]);

    private static Rune AnyRune(Random random)
    {
        var ceiling = random.Next(3) switch { 0 => 0x80, 1 => 0x3000, _ => 0x110000 };
        while (true)
            if (Rune.TryCreate(random.Next(ceiling), out var rune)) return rune;
    }
}
