namespace FarAi.Gateway.Status;

/// <summary>A model that is served.</summary>
/// <param name="Id">The id that clients name.</param>
/// <param name="Digest">The digest of its weights.</param>
/// <param name="Draft">The draft model's id; null where nothing drafts.</param>
/// <param name="Context">Longest prompt and answer together, tokens.</param>
/// <param name="Layers">Transformer layers.</param>
/// <param name="WeightBytes">Bytes of weights.</param>
public sealed record GridModel(string Id, string Digest, string? Draft, int Context, int Layers, long WeightBytes);
