namespace FarAi.Core.Speculation;

/// <summary>
/// Chooses how far a session speculates, so that expected tokens per second are highest. Pure.
/// <para>
/// With acceptance α, a round of γ drafts yields (1 − α^(γ+1)) / (1 − α) tokens (Leviathan et al. 2023, eq. 1). Two ways to run
/// are weighed: <i>rounds</i>, where each waits for its verdict and the scout drafts the next one meanwhile; and a
/// <i>pipeline</i>, where the head sends drafts as they come and a rejection cuts the line, which hides long links.
/// Plain decoding is always a candidate, so speculation is left where it would not pay.
/// </para>
/// </summary>
public static class SpeculationPlanner
{
    /// <summary>A change must promise this much more, or speculation this much over plain decoding.</summary>
    private const double WorthIt = 1.05;

    /// <summary>Of a round's compute, what stands before the tail (two of three stages), and how full the line is on average.</summary>
    private const double StaleShare = 0.5;

    private static readonly int[] Gammas = [1, 2, 3, 4, 6, 8, 12, 16];
    private static readonly int[] Depths = [2, 3, 4, 6, 8];

    /// <summary>Verdicts before the first choice.</summary>
    public const int WarmUp = 3;

    /// <summary>The plan before anything is known.</summary>
    public static SpeculationPlan First { get; } = SpeculationPlan.Rounds(4);

    /// <summary>The best plan, or <paramref name="current"/> itself where no other is clearly better.</summary>
    public static SpeculationPlan Choose(SpeculationEstimate estimate, SpeculationPlan current)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentNullException.ThrowIfNull(current);
        if (estimate.Rounds < WarmUp || estimate.ComputeSeconds <= 0 || estimate.OverheadSeconds <= 0)
            return current;
        var plain = Rate(estimate, SpeculationPlan.Off);
        var best = SpeculationPlan.Off;
        var bestRate = plain * WorthIt;
        foreach (var plan in Candidates(estimate))
        {
            var rate = Rate(estimate, plan);
            // Candidates come in the order of the work that they may waste: a costlier one must earn it.
            if (rate > bestRate * (best.Gamma == 0 ? 1 : 1.02))
                (best, bestRate) = (plan, rate);
        }

        var keep = best.Gamma == current.Gamma && best.InFlight == current.InFlight;
        return keep || (best.Gamma > 0 && current.Gamma > 0 && bestRate < Rate(estimate, current) * WorthIt) ? current : best;
    }

    /// <summary>Expected tokens per second under a plan.</summary>
    public static double Rate(SpeculationEstimate estimate, SpeculationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Gamma == 0)
            return 1 / estimate.RoundSeconds(1);
        return plan.InFlight == 1 ? RateOfRounds(estimate, plan.Gamma) : RateOfPipeline(estimate, plan.Gamma, plan.InFlight);
    }

    private static IEnumerable<SpeculationPlan> Candidates(SpeculationEstimate estimate)
    {
        foreach (var gamma in Gammas)
            yield return RoundsPlan(estimate, gamma);
        // A pipeline pays where a round is mostly waiting.
        if (estimate.OverheadSeconds < 2 * estimate.Compute(4))
            yield break;
        foreach (var depth in Depths)
        {
            foreach (var gamma in Gammas.Where(g => g is >= 2 and <= 12))
                yield return new SpeculationPlan(gamma, gamma * (depth + 1), depth, TimeSpan.Zero);
        }
    }

    private static SpeculationPlan RoundsPlan(SpeculationEstimate estimate, int gamma) =>
        new(gamma, (2 * gamma) + 1, 1, TimeSpan.FromSeconds(Math.Clamp(3 * estimate.DraftDelay(gamma), 0.0005, 0.25)));

    private static double RateOfRounds(SpeculationEstimate estimate, int gamma)
    {
        var alpha = estimate.Acceptance;
        var allRight = Math.Pow(alpha, gamma + 1);
        var tokens = 1 + (((1 - allRight) / (1 - alpha)) - 1) * (1 - estimate.Missing);
        var round = estimate.RoundSeconds(gamma + 1);
        var behind = Math.Max(0, ((gamma + 1) * estimate.DraftSeconds) - round);
        return tokens / (round + (allRight * behind) + ((1 - allRight) * estimate.DraftDelay(gamma)));
    }

    private static double RateOfPipeline(SpeculationEstimate estimate, int gamma, int depth)
    {
        var alpha = estimate.Acceptance;
        var run = 1 / (1 - alpha); // tokens from one rejection to the next, the correction included
        var round = estimate.RoundSeconds(gamma);
        var perRound = Math.Max(Math.Max(gamma * estimate.DraftSeconds, estimate.Compute(gamma)), round / depth);
        // Stages before the tail still compute what a rejection made stale; the fresh round queues behind it.
        var stale = StaleShare * estimate.ComputeSecondsPerPosition * gamma * depth;
        var cycle = estimate.DraftDelay(gamma) + stale + round + (Math.Max(0, run - 1 - (gamma / 2.0)) / gamma * perRound);
        return run / cycle;
    }
}
