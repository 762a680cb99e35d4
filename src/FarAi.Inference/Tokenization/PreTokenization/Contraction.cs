namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>English contractions, <c>'s|'t|'re|'ve|'m|'ll|'d</c>, which all these expressions try first.</summary>
internal static class Contraction
{
    /// <summary>The length of the contraction at the start of <paramref name="text"/>; 0 if there is none.</summary>
    public static int Length(ReadOnlySpan<char> text, bool ignoreCase)
    {
        if (text.Length < 2 || text[0] != '\'') return 0;
        var a = Fold(text[1], ignoreCase);
        if (a is 's' or 't' or 'm' or 'd') return 2;
        if (text.Length < 3) return 0;
        return (a, Fold(text[2], ignoreCase)) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;
    }

    // U+017F, the long s, is a case of s in Unicode, and the reference matchers fold it.
    private static char Fold(char c, bool ignoreCase) =>
        !ignoreCase ? c : c == '\u017F' ? 's' : char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}
