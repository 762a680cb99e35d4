using FarAi.Inference;

namespace FarAi.Node.Stages;

/// <summary>What a session takes of a node's memory.</summary>
/// <param name="Cache">Keys and values of the stage's layers.</param>
/// <param name="Boundary">What the stage sent on; null where it need not, or can't, be kept.</param>
/// <param name="Reserved">Bytes of both at their longest.</param>
internal sealed record SessionMemory(KeyValueCache Cache, BoundaryCache? Boundary, long Reserved);
