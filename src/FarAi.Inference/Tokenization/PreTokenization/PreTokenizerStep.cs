namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>One step of a pre-tokenizer: put a space before a text that lacks one, then cut it (no scanner: leave it whole).</summary>
internal sealed record PreTokenizerStep(IPieceScanner? Scanner, bool PrefixSpace);
