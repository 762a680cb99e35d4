using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Core.Routing;

/// <summary>A route, or why there is none.</summary>
/// <param name="Triad">The triad that verifies; null where none is ready.</param>
/// <param name="Scout">The scout that drafts; null where none is free.</param>
/// <param name="Refusal">Why there is no triad.</param>
/// <param name="Hint">What the last session on this pair of triad and scout had learnt of its speed; null where there was none.</param>
/// <param name="Soon">Whether a triad is about to serve: asking again shortly may bring a route.</param>
public sealed record RouteDecision(TriadView? Triad, RouteScout? Scout, string? Refusal, SpeculationEstimate? Hint = null, bool Soon = false);
