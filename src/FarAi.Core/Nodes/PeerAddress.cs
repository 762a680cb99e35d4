using FarAi.Core.Identity;

namespace FarAi.Core.Nodes;

/// <summary>Where a node accepts links from other nodes, and which key must answer there.</summary>
/// <param name="Node">The identity that must prove itself at the address.</param>
/// <param name="Endpoint">A <c>ws://</c> or <c>wss://</c> address.</param>
public sealed record PeerAddress(NodeId Node, Uri Endpoint);
