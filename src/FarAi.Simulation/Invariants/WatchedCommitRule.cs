using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Invariants;

/// <summary>Tells the monitor what a rule decides.</summary>
internal sealed class WatchedCommitRule(CommitRule rule, GridMonitor monitor) : CommitRule
{
    public override bool Obeys(TriadView triad, NodeId sender, Verdict verdict)
    {
        var obeyed = rule.Obeys(triad, sender, verdict);
        monitor.OnDecided(triad, sender, verdict, obeyed);
        return obeyed;
    }
}
