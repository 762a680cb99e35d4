namespace FarAi.Core.Speculation;

/// <summary>How far a session speculates. Changes only speed, never output.</summary>
/// <param name="Gamma">Most drafted tokens in one verify round; 0 is plain decoding. Legal 0 to <see cref="MaxGamma"/>.</param>
/// <param name="Window">How many tokens the scout may draft beyond what is committed. At least <paramref name="Gamma"/>.</param>
/// <param name="InFlight">Verify rounds that the head keeps under way at once; 1 waits for each verdict.</param>
/// <param name="Hold">How long the head waits for a full draft before it starts a round with fewer tokens.</param>
public sealed record SpeculationPlan(int Gamma, int Window, int InFlight, TimeSpan Hold)
{
    /// <summary>The largest γ that a plan may name.</summary>
    public const int MaxGamma = 32;

    /// <summary>The most rounds under way at once.</summary>
    public const int MaxInFlight = 16;

    /// <summary>Plain decoding.</summary>
    public static SpeculationPlan Off { get; } = new(0, 0, 1, TimeSpan.Zero);

    /// <summary>Rounds of γ drafted tokens, one at a time, the scout one round ahead.</summary>
    public static SpeculationPlan Rounds(int gamma) =>
        gamma <= 0 ? Off : new(gamma, (2 * gamma) + 1, 1, TimeSpan.FromMilliseconds(5));
}
