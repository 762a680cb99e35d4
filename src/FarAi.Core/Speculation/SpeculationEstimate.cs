namespace FarAi.Core.Speculation;

/// <summary>
/// What a session's verdicts have taught of its scout, its triad and the ways between them. Immutable: each verdict makes
/// the next estimate. Times are seconds. All averages forget, so that a change of scout or load shows within some tens of rounds.
/// </summary>
public sealed record SpeculationEstimate
{
    private const double Forget = 0.97;
    private const double Smooth = 0.15;

    /// <summary>Accepted drafts, decayed. Starts at a guess worth a few tokens.</summary>
    public double Hits { get; init; } = 3.2;

    /// <summary>Drafts whose acceptance was decided (those behind a rejected one never are), decayed.</summary>
    public double Tries { get; init; } = 4;

    /// <summary>Seconds that the scout takes for one token; 0 while unknown.</summary>
    public double DraftSeconds { get; init; }

    /// <summary>Seconds from a rejection's arrival at the head to the replacement draft's; 0 while unknown.</summary>
    public double DraftDelaySeconds { get; init; }

    /// <summary>γ while <see cref="DraftDelaySeconds"/> was measured.</summary>
    public double DraftDelayGamma { get; init; }

    /// <summary>Compute of a round with one position, all stages together.</summary>
    public double ComputeSeconds { get; init; }

    /// <summary>Compute of each further position.</summary>
    public double ComputeSecondsPerPosition { get; init; }

    /// <summary>What a round takes beyond its compute: links, queues, hand-overs.</summary>
    public double OverheadSeconds { get; init; }

    /// <summary>Share of rounds for which no draft came although the head held them for longer than a draft takes, decayed: a scout that hangs.</summary>
    public double Missing { get; init; }

    /// <summary>Verdicts seen.</summary>
    public long Rounds { get; init; }

    /// <summary>Probability that a drafted token equals the target's choice.</summary>
    public double Acceptance => Math.Clamp(Hits / Tries, 0.01, 0.995);

    /// <summary>Seconds for a round with that many positions, overhead included.</summary>
    public double RoundSeconds(int positions) => OverheadSeconds + Compute(positions);

    /// <summary>Compute of a round with that many positions.</summary>
    public double Compute(int positions) => ComputeSeconds + (ComputeSecondsPerPosition * Math.Max(0, positions - 1));

    /// <summary>Seconds from a rejection to a fresh draft of γ tokens at the head.</summary>
    public double DraftDelay(int gamma) =>
        Math.Max(0, DraftDelaySeconds - (DraftDelayGamma * DraftSeconds)) + (gamma * DraftSeconds);

    /// <summary>The estimate after one more verdict, which came under a plan.</summary>
    public SpeculationEstimate Observe(Verdict verdict, SpeculationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(plan);
        if (verdict.Compute == TimeSpan.Zero) // tokens said again: no round to learn from
            return this;
        var decided = Math.Min(verdict.Drafted, verdict.Accepted + (verdict.Finish == FinishReason.None ? 1 : 0));
        var next = this with
        {
            Rounds = Rounds + 1,
            Hits = (Hits * DecayFor(decided)) + verdict.Accepted,
            Tries = (Tries * DecayFor(decided)) + decided,
            DraftSeconds = Average(DraftSeconds, verdict.DraftTime.TotalSeconds),
            Missing = ExpectedDraft(plan) ? (Missing * (1 - Smooth)) + (verdict.Drafted == 0 ? Smooth : 0) : Missing,
        };
        return next.ObserveDelay(verdict, plan).ObserveCompute(verdict).ObserveRoundTrip(verdict);
    }

    /// <summary>Drifts towards the first guess while nothing is drafted, so that a session without speculation tries again some day.</summary>
    public SpeculationEstimate Idle() => this with { Hits = 3.2 + ((Hits - 3.2) * 0.99), Tries = 4 + ((Tries - 4) * 0.99), Missing = Missing * 0.99 };

    private bool ExpectedDraft(SpeculationPlan plan) =>
        plan.Gamma > 0 && plan.InFlight == 1 && DraftDelaySeconds > 0 && plan.Hold.TotalSeconds > DraftDelay(plan.Gamma);

    private static double DecayFor(int decided) => Math.Pow(Forget, decided);

    private static double Average(double old, double sample) =>
        sample <= 0 ? old : old <= 0 ? sample : old + (Smooth * (Math.Min(sample, old * 8) - old));

    private SpeculationEstimate ObserveDelay(Verdict verdict, SpeculationPlan plan) => verdict.DraftDelay <= TimeSpan.Zero
        ? this
        : this with
        {
            DraftDelaySeconds = Average(DraftDelaySeconds, verdict.DraftDelay.TotalSeconds),
            DraftDelayGamma = DraftDelaySeconds <= 0 ? plan.Gamma : DraftDelayGamma + (Smooth * (plan.Gamma - DraftDelayGamma)),
        };

    private SpeculationEstimate ObserveCompute(Verdict verdict)
    {
        var seconds = verdict.Compute.TotalSeconds;
        if (seconds <= 0)
            return this;
        var extra = verdict.Drafted;
        if (ComputeSeconds <= 0)
            return this with { ComputeSeconds = seconds / (1 + (0.3 * extra)), ComputeSecondsPerPosition = 0.3 * seconds / (1 + (0.3 * extra)) };
        // Normalised gradient step on (base, slope): one observation corrects both in proportion to their share in it.
        var error = Math.Clamp(seconds - Compute(1 + extra), -ComputeSeconds, ComputeSeconds * 4);
        var scale = Smooth * error / (1 + (extra * extra / 16.0));
        return this with
        {
            ComputeSeconds = Math.Max(1e-7, ComputeSeconds + scale),
            ComputeSecondsPerPosition = Math.Max(0, ComputeSecondsPerPosition + (scale * extra / 16.0)),
        };
    }

    private SpeculationEstimate ObserveRoundTrip(Verdict verdict)
    {
        if (verdict.RoundTrip <= TimeSpan.Zero)
            return this;
        var overhead = Math.Max(1e-6, verdict.RoundTrip.TotalSeconds - Compute(verdict.RoundTripPositions));
        return this with { OverheadSeconds = Average(OverheadSeconds, overhead) };
    }
}
