namespace FarAi.Simulation.Engine;

/// <summary>Something took part in a simulation that a replay can't repeat: another thread, or a run that differs from its twin.</summary>
public sealed class NondeterminismException(string message) : Exception(message);
