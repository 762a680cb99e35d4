using FarAi.Core.Sampling;
using FarAi.Core.Sessions;
using FarAi.Inference.Catalog;

namespace FarAi.Gateway.Completions;

/// <summary>A client's request, every field checked and the prompt tokenised.</summary>
internal sealed record CompletionRequest
{
    public required CompletionKind Kind { get; init; }

    public required ServedModel Model { get; init; }

    /// <summary>At least one token, and fewer than the context holds.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    public required SamplingParameters Sampling { get; init; }

    /// <summary>At least 1, and prompt and answer together fit the context.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>At most four, none empty.</summary>
    public required IReadOnlyList<string> Stop { get; init; }

    public required bool Stream { get; init; }

    /// <summary>Whether a stream ends with a chunk of usage.</summary>
    public required bool IncludeUsage { get; init; }

    /// <summary>A fixed γ; null where the grid adapts it.</summary>
    public required int? Gamma { get; init; }

    /// <summary>Whether the generation goes on where its client goes away.</summary>
    public bool Detach { get; init; }

    /// <summary>Where the client's stream broke; null for a new generation.</summary>
    public StreamPosition? Resume { get; init; }
}
