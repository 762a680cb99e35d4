namespace FarAi.Simulation.Engine;

/// <summary>A simulation makes no progress: nothing is left to run before what is waited for came true, or virtual time stands still.</summary>
public sealed class SimulationStuckException(string message) : Exception(message);
