namespace FarAi.Simulation.Invariants;

/// <summary>Ends a run at the first violation.</summary>
public sealed class InvariantViolationException(InvariantViolation violation) : Exception(violation.ToString())
{
    /// <summary>What was violated.</summary>
    public InvariantViolation Violation { get; } = violation;
}
