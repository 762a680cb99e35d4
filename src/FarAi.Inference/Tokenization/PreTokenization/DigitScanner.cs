namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>The <c>Digits</c> pre-tokenizer: numbers stand apart, each alone (<paramref name="individual"/>) or in runs.</summary>
internal sealed class DigitScanner(bool individual) : IPieceScanner
{
    public int Next(ReadOnlySpan<char> text, int start)
    {
        var index = start;
        var isNumber = CharacterClasses.At(text, index, out var length) == CharacterClass.Number;
        index += length;
        if (isNumber && individual) return index;
        while (index < text.Length && CharacterClasses.At(text, index, out length) == CharacterClass.Number == isNumber) index += length;
        return index;
    }
}
