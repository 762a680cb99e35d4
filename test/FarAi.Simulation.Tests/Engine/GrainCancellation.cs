namespace FarAi.Simulation.Tests.Engine;

/// <summary>Set once another thread has done its mischief, so that a test need not guess when.</summary>
public sealed record GrainCancellation(ManualResetEventSlim Done);
