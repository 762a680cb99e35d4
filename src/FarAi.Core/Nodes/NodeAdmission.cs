namespace FarAi.Core.Nodes;

/// <summary>The grid's answer to a registration.</summary>
/// <param name="Layer">The layer that the node serves in.</param>
/// <param name="Heartbeat">How often the grid wants a heartbeat.</param>
/// <param name="Continues">Whether the grid still counts on what this run of the node had before: places, sessions, models. Where not, sessions end.</param>
public sealed record NodeAdmission(SwarmLayer Layer, TimeSpan Heartbeat, bool Continues = false);
