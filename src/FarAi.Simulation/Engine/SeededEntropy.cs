using FarAi.Core.Identity;

namespace FarAi.Simulation.Engine;

/// <summary>Ids and keys that follow from the seed. Never for a grid that serves anybody.</summary>
public sealed class SeededEntropy(SeededRandom random) : IEntropy
{
    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => random.Fill(bytes);
}
