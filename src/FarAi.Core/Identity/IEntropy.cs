namespace FarAi.Core.Identity;

/// <summary>Where secrets and ids come from: the system's cryptographic generator, or a seeded one in a simulation.</summary>
public interface IEntropy
{
    /// <summary>Fills with unpredictable bytes.</summary>
    void Fill(Span<byte> bytes);
}
