namespace FarAi.Simulation.Invariants;

/// <summary>What must always hold and did not.</summary>
/// <param name="Invariant">Which one, in a few words.</param>
/// <param name="Detail">What happened.</param>
/// <param name="At">Virtual time since the start.</param>
public sealed record InvariantViolation(string Invariant, string Detail, TimeSpan At)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant}: {Detail} (virtual time {At})";
}
