using FarAi.Core.Identity;

namespace FarAi.Simulation.Grid;

/// <summary>What a client says first when it calls a gateway.</summary>
internal sealed record ClientHello;

/// <summary>A client goes on with a session whose gateway died.</summary>
internal sealed record ClientResume(SessionId Session, int From);

/// <summary>The gateway got no answer from the grid; nothing was generated as far as it knows.</summary>
internal sealed record ClientTurnedAway(string Reason);
