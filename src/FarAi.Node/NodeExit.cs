namespace FarAi.Node;

/// <summary>How a node ended.</summary>
/// <param name="Code">0 after a leave in good order; otherwise the process's exit code.</param>
/// <param name="Reason">One line that says why and what to do.</param>
public sealed record NodeExit(int Code, string Reason);
