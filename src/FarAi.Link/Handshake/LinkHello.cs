using FarAi.Core.Identity;

namespace FarAi.Link;

/// <summary>What a dialler claims before it has proved anything.</summary>
/// <param name="Version">Its protocol version.</param>
/// <param name="Role">What it wants to be.</param>
/// <param name="Scope">Where: the triad's id, or empty.</param>
/// <param name="Node">The id of the key it claims to hold.</param>
public sealed record LinkHello(int Version, LinkRole Role, string Scope, NodeId Node);
