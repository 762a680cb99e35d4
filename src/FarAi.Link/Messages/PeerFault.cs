namespace FarAi.Link;

/// <summary>A node tells another one that it can't serve a session (the frame's correlation) or the link.</summary>
/// <param name="Reason">One line.</param>
public sealed record PeerFault(string Reason);
