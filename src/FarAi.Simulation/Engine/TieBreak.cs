namespace FarAi.Simulation.Engine;

/// <summary>In which order work that is ready at the same virtual instant runs.</summary>
public enum TieBreak
{
    /// <summary>Any order, drawn from the seed: each seed is another interleaving, and each is one that a real host could show.</summary>
    Seeded,

    /// <summary>First come, first served: the cheapest, for runs that measure.</summary>
    Sequential,
}
