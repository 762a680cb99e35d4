using FarAi.Grains.Nodes;

namespace FarAi.Gateway.Status;

/// <summary>What <c>GET /farai/v1/status</c> answers. Holds no secret: a triad's keys stay inside.</summary>
/// <param name="Region">The region that serves this gateway.</param>
/// <param name="Ready">Whether some model can be served.</param>
/// <param name="Problem">Why none can; null where one can.</param>
/// <param name="Sessions">Sessions routed and not yet released.</param>
/// <param name="Models">What is served.</param>
/// <param name="Triads">Triads, ready or not.</param>
/// <param name="Nodes">Connected nodes.</param>
public sealed record GridStatus(
    string Region, bool Ready, string? Problem, int Sessions, IReadOnlyList<GridModel> Models, IReadOnlyList<GridTriad> Triads, IReadOnlyList<NodeStatus> Nodes);
