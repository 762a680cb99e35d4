namespace FarAi.Orleans.InProcess;

/// <summary>Names one stored state.</summary>
internal readonly record struct StateKey(string Storage, string Grain, string State);
