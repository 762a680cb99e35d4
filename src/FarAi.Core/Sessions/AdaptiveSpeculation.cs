using FarAi.Core.Speculation;

namespace FarAi.Core.Sessions;

/// <summary>How far one session speculates: what its verdicts teach, and the plan that follows from it.</summary>
/// <param name="gamma">A fixed γ, which nothing changes; null adapts it.</param>
/// <param name="plan">The plan so far; null for a new session.</param>
/// <param name="estimate">What was learnt so far; null for a new session.</param>
public sealed class AdaptiveSpeculation(int? gamma, SpeculationPlan? plan, SpeculationEstimate? estimate)
{
    /// <summary>How far its nodes speculate now.</summary>
    public SpeculationPlan Plan { get; private set; } = plan ?? SpeculationPlanner.First;

    /// <summary>What its verdicts have taught.</summary>
    public SpeculationEstimate Estimate { get; private set; } = estimate ?? new SpeculationEstimate();

    /// <summary>What later sessions on the same nodes may start from; null where a fixed γ taught nothing of use.</summary>
    public SpeculationEstimate? Learnt => gamma is null ? Estimate : null;

    /// <summary>New nodes, and what others have learnt of them.</summary>
    public void OnRouted(SpeculationEstimate? hint)
    {
        Estimate = hint ?? Estimate;
        Plan = gamma is { } fixedGamma ? SpeculationPlan.Rounds(fixedGamma) : SpeculationPlanner.Choose(Estimate, Plan);
    }

    /// <summary>Learns from a verdict; true where the plan is another one now.</summary>
    public bool OnVerdict(Verdict verdict)
    {
        Estimate = Estimate.Observe(verdict, Plan);
        if (Plan.Gamma == 0)
            Estimate = Estimate.Idle();
        if (gamma is not null)
            return false;
        var before = Plan;
        Plan = SpeculationPlanner.Choose(Estimate, Plan);
        return !ReferenceEquals(before, Plan);
    }
}
