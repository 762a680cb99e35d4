using FarAi.Core.Models;
using FarAi.Core.Nodes;

namespace FarAi.Core.Triads;

/// <summary>A node in its place.</summary>
/// <param name="Address">The node and where its peers reach it.</param>
/// <param name="Role">Its place.</param>
/// <param name="Layers">The layers it holds.</param>
public sealed record TriadMember(PeerAddress Address, TriadRole Role, LayerRange Layers);
