using FarAi.Simulation.Invariants;

namespace FarAi.Simulation.Grid;

/// <summary>What came of a simulated grid.</summary>
public sealed record GridReport
{
    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The first violated invariant; null where all held.</summary>
    public InvariantViolation? Violation { get; init; }

    /// <summary>Comparisons against invariants.</summary>
    public required long Checks { get; init; }

    /// <summary>Requests by how they ended.</summary>
    public required IReadOnlyDictionary<string, long> Sessions { get; init; }

    /// <summary>Tokens that clients got.</summary>
    public required long Tokens { get; init; }

    /// <summary>Faults by kind.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Epochs of all triads.</summary>
    public required long Epochs { get; init; }

    /// <summary>Verdicts that sessions obeyed.</summary>
    public required long Verdicts { get; init; }

    /// <summary>Verdicts that sessions refused: of an old epoch, or of somebody who may not speak.</summary>
    public required long RefusedVerdicts { get; init; }

    /// <summary>The longest wait between two tokens of one stream.</summary>
    public required TimeSpan LongestGap { get; init; }

    /// <summary>Steps of the kernel.</summary>
    public required long Steps { get; init; }

    /// <summary>Virtual time that passed.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>Hash of everything that happened.</summary>
    public required string TraceHash { get; init; }

    /// <summary>The latest events before a violation, where the trace kept text.</summary>
    public IReadOnlyList<string> LastEvents { get; init; } = [];
}
