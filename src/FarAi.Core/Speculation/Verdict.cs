using FarAi.Core.Identity;

namespace FarAi.Core.Speculation;

/// <summary>What the tail says of one verify round: the target's own tokens, and what the round cost.</summary>
public sealed record Verdict
{
    /// <summary>The session.</summary>
    public required SessionId Session { get; init; }

    /// <summary>The triad's epoch in which the round ran.</summary>
    public required long Epoch { get; init; }

    /// <summary>Sequence position of the first token in <see cref="Tokens"/>.</summary>
    public required int Start { get; init; }

    /// <summary>The tokens that the target chose, at least one.</summary>
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>Drafted tokens that the round verified.</summary>
    public int Drafted { get; init; }

    /// <summary>How many of them equalled the target's choice, from the first on.</summary>
    public int Accepted { get; init; }

    /// <summary>Compute time of the round, summed over the stages; zero where earlier rounds' tokens are only said again.</summary>
    public TimeSpan Compute { get; init; }

    /// <summary>From the head's start of an earlier round to its verdict's arrival there; zero where none is known yet.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Positions (input tokens) in the round that <see cref="RoundTrip"/> timed.</summary>
    public int RoundTripPositions { get; init; }

    /// <summary>The scout's own time per drafted token; zero where no draft came.</summary>
    public TimeSpan DraftTime { get; init; }

    /// <summary>Recent time from a rejected draft to the arrival of its replacement at the head; zero where none is known.</summary>
    public TimeSpan DraftDelay { get; init; }

    /// <summary>Why the generation ends with the last token here; <see cref="FinishReason.None"/> where it goes on.</summary>
    public FinishReason Finish { get; init; }
}
