namespace FarAi.Simulation.Grid;

/// <summary>A batch under way.</summary>
/// <param name="Duration">How long it takes on a machine in good health.</param>
/// <param name="Completed">Sends its results; gets the time that it took.</param>
internal sealed record ComputePass(TimeSpan Duration, Action<TimeSpan> Completed);
