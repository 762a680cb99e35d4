namespace FarAi.Inference.Tokenization;

/// <summary>
/// A token that is cut out of the text before byte pairs are merged, as tokenizer.json's <c>added_tokens</c> lists it.
/// <paramref name="LeftStrip"/> and <paramref name="RightStrip"/>: it swallows the white space beside it.
/// <paramref name="SingleWord"/>: it counts only where no word character touches it.
/// <paramref name="Normalized"/>: it is looked for after the tokens that are not, in what those left over.
/// </summary>
internal sealed record AddedToken(
    int Id, string Content, bool Special, bool LeftStrip, bool RightStrip, bool SingleWord, bool Normalized);
