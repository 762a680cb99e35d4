namespace FarAi.Core.Speculation;

/// <summary>One verify round: input tokens for a run of positions.</summary>
/// <param name="Start">Sequence position of the first input token.</param>
/// <param name="Tokens">Input tokens: what is committed but not yet computed, then drafted ones.</param>
/// <param name="Drafted">How many of them are drafts whose acceptance this round decides.</param>
public sealed record VerifyRound(int Start, int[] Tokens, int Drafted);
