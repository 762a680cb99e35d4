namespace FarAi.Simulation.Tests.Scale;

/// <summary>Tests that measure the process's memory run with no other beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
