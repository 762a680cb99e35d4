using FarAi.Core.Identity;
using FarAi.Core.Sampling;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>What a client asked for, validated and tokenised.</summary>
[GenerateSerializer, Immutable, Alias("farai.SessionRequest")]
public sealed record SessionRequest
{
    /// <summary>The session's id, which is its grain's key.</summary>
    [Id(0)]
    public required SessionId Session { get; init; }

    /// <summary>The model id.</summary>
    [Id(1)]
    public required string Model { get; init; }

    /// <summary>The prompt, at least one token.</summary>
    [Id(2)]
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>How tokens are chosen.</summary>
    [Id(3)]
    public required SamplingParameters Sampling { get; init; }

    /// <summary>Most tokens to generate, at least 1.</summary>
    [Id(4)]
    public required int MaxTokens { get; init; }

    /// <summary>Strings that end the text before they appear in it; none is empty.</summary>
    [Id(5)]
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>A fixed γ for experiments; null lets the grid adapt it.</summary>
    [Id(6)]
    public int? Gamma { get; init; }

    /// <summary>The region that routes.</summary>
    [Id(7)]
    public string Region { get; init; } = "local";

    /// <summary>Fingerprint of the API key that asked, which alone may read the session; empty where the gateway asks for none.</summary>
    [Id(8)]
    public string Owner { get; init; } = "";

    /// <summary>What the client called, so that another gateway can go on in the same form.</summary>
    [Id(9)]
    public string Endpoint { get; init; } = "";

    /// <summary>When the client asked.</summary>
    [Id(10)]
    public DateTimeOffset Created { get; init; }
}
