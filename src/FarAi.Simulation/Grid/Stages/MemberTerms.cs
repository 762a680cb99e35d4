using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>What a machine agreed to in one epoch of a triad, as its member or as its mirror.</summary>
internal sealed class MemberTerms(LoadShard command)
{
    public TriadId Triad { get; } = command.Triad;

    public long Epoch { get; } = command.Epoch;

    public TriadRole Role { get; } = command.Role;

    public bool IsMirror { get; } = command.Mirrors is not null;

    public string MemberKey { get; } = command.MemberKey;

    /// <summary>The name of a place in a triad, for links: a machine may have several, as a member and as a mirror.</summary>
    public static string ScopeOf(TriadId triad, TriadRole role) => $"{triad.Value}#{role}";

    public bool Admits(PeerRole role, string secret) => role switch
    {
        PeerRole.Member or PeerRole.Mirror => secret == MemberKey,
        _ => Role is TriadRole.Head or TriadRole.Tail && secret == command.ScoutKey,
    };
}
