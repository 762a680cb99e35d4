namespace FarAi.Simulation.Storage;

/// <summary>The simulated store failed an operation; whether a write took place is unknown to the caller, as with a real one.</summary>
public sealed class SimStorageException(string message) : Exception(message);
