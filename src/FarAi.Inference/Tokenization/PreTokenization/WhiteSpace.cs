namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>The tail that all these expressions share: <c>\s+(?!\S)|\s+</c>.</summary>
internal static class WhiteSpace
{
    /// <summary>
    /// The end of the piece for the white space at <paramref name="start"/>: the whole run at the end of the text;
    /// else all but its last character (which goes with the word that follows), or that one alone.
    /// </summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        var end = CharacterClasses.SkipRun(text, start, CharacterClass.Space);
        return end == text.Length || end == start + 1 ? end : end - 1;
    }
}
