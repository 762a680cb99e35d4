using System.Security.Cryptography;
using FarAi.Core.Identity;

namespace FarAi.Grains.Hosting;

/// <summary>The system's cryptographic generator.</summary>
public sealed class SystemEntropy : IEntropy
{
    /// <inheritdoc/>
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
