using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>What a machine agreed to in one epoch of a triad.</summary>
internal sealed class MemberTerms(LoadShard command)
{
    public LoadShard Command { get; } = command;

    public long Epoch => Command.Epoch;

    public bool Admits(PeerRole role, string secret) => role switch
    {
        PeerRole.Member => secret == Command.MemberKey,
        _ => Command.Role is TriadRole.Head or TriadRole.Tail && secret == Command.ScoutKey,
    };
}
