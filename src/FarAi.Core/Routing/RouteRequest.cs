using FarAi.Core.Identity;

namespace FarAi.Core.Routing;

/// <summary>A session looks for a triad and a scout.</summary>
/// <param name="Session">The session.</param>
/// <param name="Model">The target model.</param>
/// <param name="DraftModel">The draft model that goes with it; null where there is none.</param>
public sealed record RouteRequest(SessionId Session, string Model, string? DraftModel);
