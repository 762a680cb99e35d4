using System.Numerics;
using FarAi.Inference.Kernels;

namespace FarAi.Inference.Sampling;

/// <summary>
/// Standard Gumbel noise g = −ln(−ln u) as a function of (seed, position, token) alone. u = (r + ½) / 2⁵², where r is the upper 52 bits of
/// output number <c>token</c> of a SplitMix64 stream (Steele, Lea, Flood 2014), and the stream starts at mix(mix(seed + γ) + (position + 1)·γ).
/// SplitMix64 is a counter put through a strong 64-bit mix, so any token's noise can be computed anywhere without the others.
/// The logarithms are portable: all machines agree to the bit.
/// </summary>
public static class GumbelNoise
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private const ulong Mask = (1UL << 52) - 1;
    private const double Unit = 1.0 / (1UL << 52);

    /// <summary>Where the stream of a position starts.</summary>
    public static ulong Stream(ulong seed, int position) => Mix(Mix(seed + Gamma) + (((ulong)(uint)position + 1) * Gamma));

    /// <summary>The 52 random bits of a token.</summary>
    public static ulong Bits(ulong stream, int token) => Mix(stream + (((ulong)(uint)token + 1) * Gamma)) >> 12;

    /// <summary>The noise of these bits; between −3.6 and 36.8.</summary>
    public static double FromBits(ulong bits) => -PortableMath.Log(-PortableMath.Log((bits + 0.5) * Unit));

    /// <summary>Cheap upper bound of <see cref="FromBits"/>: −ln u ≥ 1 − u ≥ 2^(length of the complement − 53).</summary>
    public static double Bound(ulong bits)
    {
        int complementLength = 64 - BitOperations.LeadingZeroCount(Mask - bits);
        return ((53 - complementLength) * 0.6931471805599453) + 1e-9;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
