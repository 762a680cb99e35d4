namespace FarAi.Core.Models;

/// <summary>What a planner must know of a model to cut it: bytes, not tensors.</summary>
/// <param name="LayerBytes">Weight bytes of each layer, in order.</param>
/// <param name="EmbeddingBytes">Bytes of the input embedding, which the head holds.</param>
/// <param name="OutputBytes">Bytes of the final norm and output projection, which the tail holds.</param>
/// <param name="MaxPositions">Longest sequence, tokens.</param>
public sealed record ModelShape(IReadOnlyList<long> LayerBytes, long EmbeddingBytes, long OutputBytes, int MaxPositions);
