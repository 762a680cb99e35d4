namespace FarAi.Inference;

/// <summary>Consecutive rows of one session in a forward pass.</summary>
/// <param name="Cache">The session's cache on this shard; truncated to <paramref name="Position"/> before the rows are appended.</param>
/// <param name="Position">Index of the first row's token in the sequence; at most the cache's length.</param>
/// <param name="Count">Rows; may be 0, which only truncates.</param>
public readonly record struct Segment(KeyValueCache Cache, int Position, int Count);
