using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Core.Routing;

/// <summary>What a region knows of a node.</summary>
/// <param name="Address">The node and where its peers reach it.</param>
/// <param name="Layer">The layer it serves in.</param>
/// <param name="MemoryBytes">What it can give to weights and caches.</param>
/// <param name="DraftModel">The draft model it has ready; null where none.</param>
/// <param name="Available">False where it failed at its work and should get no more of it until it connects again.</param>
public sealed record RegionNode(PeerAddress Address, SwarmLayer Layer, long MemoryBytes, string? DraftModel, bool Available = true)
{
    /// <summary>Its identity.</summary>
    public NodeId Node => Address.Node;
}
