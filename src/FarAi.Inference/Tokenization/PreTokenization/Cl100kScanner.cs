namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>
/// GPT-4's expression, which Llama 3 (up to three digits to a piece) and Qwen 2 (one) also use; see the patterns.
/// </summary>
internal sealed class Cl100kScanner(int digits) : IPieceScanner
{
    public const string PatternBeforeDigits = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    public const string PatternAfterDigits = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public int Next(ReadOnlySpan<char> text, int start)
    {
        var contraction = Contraction.Length(text[start..], ignoreCase: true);
        if (contraction > 0) return start + contraction;

        var first = CharacterClasses.At(text, start, out var length);
        if (first == CharacterClass.Letter) return CharacterClasses.SkipRun(text, start, CharacterClass.Letter);
        if (first == CharacterClass.Number) return Digits(text, start);

        var after = start + length;
        if (text[start] is not ('\r' or '\n'))
        {
            var end = CharacterClasses.SkipRun(text, after, CharacterClass.Letter);
            if (end > after) return end;
        }

        var symbols = text[start] == ' ' ? after : start;
        var symbolsEnd = CharacterClasses.SkipRun(text, symbols, CharacterClass.Other);
        return symbolsEnd > symbols ? SkipLineBreaks(text, symbolsEnd) : LinesOrSpace(text, start);
    }

    private int Digits(ReadOnlySpan<char> text, int index)
    {
        for (var i = 0; i < digits && index < text.Length; i++)
        {
            if (CharacterClasses.At(text, index, out var length) != CharacterClass.Number) break;
            index += length;
        }

        return index;
    }

    // \s*[\r\n]+ reaches to the last line break of the run of white space, if there is one.
    private static int LinesOrSpace(ReadOnlySpan<char> text, int start)
    {
        var end = CharacterClasses.SkipRun(text, start, CharacterClass.Space);
        var lastBreak = text[start..end].LastIndexOfAny('\r', '\n');
        return lastBreak >= 0 ? start + lastBreak + 1 : WhiteSpace.End(text, start);
    }

    private static int SkipLineBreaks(ReadOnlySpan<char> text, int index)
    {
        while (index < text.Length && text[index] is ('\r' or '\n')) index++;
        return index;
    }
}
