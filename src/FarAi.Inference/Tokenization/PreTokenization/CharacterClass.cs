namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>The four classes that the usual pre-tokenizer expressions tell apart; every code point is in exactly one.</summary>
internal enum CharacterClass : byte
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Unicode general category L (<c>\p{L}</c>).</summary>
    Letter,

    /// <summary>Unicode general category N (<c>\p{N}</c>).</summary>
    Number,

    /// <summary>Unicode property White_Space (<c>\s</c>).</summary>
    Space,
}
