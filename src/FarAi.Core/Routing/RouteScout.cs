using FarAi.Core.Nodes;

namespace FarAi.Core.Routing;

/// <summary>The scout that a route names.</summary>
/// <param name="Address">The node and where its peers reach it.</param>
public sealed record RouteScout(PeerAddress Address);
