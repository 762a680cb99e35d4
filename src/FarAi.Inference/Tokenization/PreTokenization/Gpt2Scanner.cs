namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>GPT-2's expression; see <see cref="Pattern"/>.</summary>
internal sealed class Gpt2Scanner : IPieceScanner
{
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public int Next(ReadOnlySpan<char> text, int start)
    {
        var contraction = Contraction.Length(text[start..], ignoreCase: false);
        if (contraction > 0) return start + contraction;

        var first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var run = CharacterClasses.At(text, first, out _);
        return run == CharacterClass.Space ? WhiteSpace.End(text, start) : CharacterClasses.SkipRun(text, first, run);
    }
}
