using System.Text;

namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>Looks up character classes by code point, so that letters beyond U+FFFF are letters too (.NET's Regex sees two surrogates).</summary>
internal static class CharacterClasses
{
    private static readonly CharacterClass[] Basic = BuildBasic();

    /// <summary>The class of the code point at <paramref name="index"/> and its length in UTF-16 units; a lone surrogate is <c>Other</c>, as U+FFFD is.</summary>
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int length)
    {
        var c = text[index];
        if (!char.IsSurrogate(c))
        {
            length = 1;
            return Basic[c];
        }

        Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return Classify(rune);
    }

    /// <summary>The end of the run of <paramref name="wanted"/> that starts at <paramref name="index"/>; the index itself if there is none.</summary>
    public static int SkipRun(ReadOnlySpan<char> text, int index, CharacterClass wanted)
    {
        while (index < text.Length && At(text, index, out var length) == wanted) index += length;
        return index;
    }

    private static CharacterClass Classify(Rune rune) =>
        Rune.IsLetter(rune) ? CharacterClass.Letter
        : Rune.IsNumber(rune) ? CharacterClass.Number
        : Rune.IsWhiteSpace(rune) ? CharacterClass.Space
        : CharacterClass.Other;

    private static CharacterClass[] BuildBasic()
    {
        var classes = new CharacterClass[char.MaxValue + 1];
        for (var c = 0; c < classes.Length; c++)
            if (Rune.TryCreate((char)c, out var rune)) classes[c] = Classify(rune);
        return classes;
    }
}
