using FarAi.Core.Nodes;

namespace FarAi.Core.Triads;

/// <summary>A Prime node that could be a member.</summary>
/// <param name="Address">The node and where its peers reach it.</param>
/// <param name="MemoryBytes">What it can give to weights and caches.</param>
public sealed record TriadCandidate(PeerAddress Address, long MemoryBytes);
