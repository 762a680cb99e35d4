using FarAi.Core.Identity;

namespace FarAi.Core.Triads;

/// <summary>One step of <see cref="TriadFormation"/>: either a new triad, or a standby for one that exists.</summary>
public sealed record FormationStep
{
    private FormationStep(TriadId triad)
    {
        Triad = triad;
    }

    /// <summary>The triad concerned.</summary>
    public TriadId Triad { get; }

    /// <summary>The triad to form; null where a standby is offered.</summary>
    public TriadProposal? Proposal { get; private init; }

    /// <summary>The node to stand by; null where a triad is formed.</summary>
    public TriadCandidate? Standby { get; private init; }

    /// <summary>A new triad.</summary>
    public static FormationStep Form(TriadProposal proposal) => new(proposal?.Triad ?? throw new ArgumentNullException(nameof(proposal))) { Proposal = proposal };

    /// <summary>A standby for an existing one.</summary>
    public static FormationStep Offer(TriadId triad, TriadCandidate standby) => new(triad) { Standby = standby };
}
