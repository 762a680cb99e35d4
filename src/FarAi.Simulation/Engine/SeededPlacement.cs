using FarAi.Orleans.InProcess;

namespace FarAi.Simulation.Engine;

/// <summary>Where grains are placed follows from the seed.</summary>
internal sealed class SeededPlacement(SeededRandom random) : IPlacementRandom
{
    public int Next(int exclusiveMaximum) => random.Next(exclusiveMaximum);
}
