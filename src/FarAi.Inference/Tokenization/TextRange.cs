namespace FarAi.Inference.Tokenization;

/// <summary>The characters <c>[Start, End)</c> of a text, counted in UTF-16 units.</summary>
internal readonly record struct TextRange(int Start, int End);
