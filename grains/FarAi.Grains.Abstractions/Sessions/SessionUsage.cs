using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>What a generation used.</summary>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="CompletionTokens">Committed tokens, the end token included.</param>
/// <param name="DraftedTokens">Drafted tokens that were verified.</param>
/// <param name="AcceptedTokens">Those that the target chose too.</param>
/// <param name="Rounds">Verify rounds.</param>
[GenerateSerializer, Immutable, Alias("farai.SessionUsage")]
public sealed record SessionUsage(
    [property: Id(0)] int PromptTokens,
    [property: Id(1)] int CompletionTokens,
    [property: Id(2)] long DraftedTokens,
    [property: Id(3)] long AcceptedTokens,
    [property: Id(4)] long Rounds);
