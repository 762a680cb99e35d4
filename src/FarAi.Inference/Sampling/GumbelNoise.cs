using System.Numerics;
using FarAi.Inference.Kernels;

namespace FarAi.Inference.Sampling;

/// <summary>
/// Standard Gumbel noise g = −ln(−ln u) as a function of (seed, position, token) alone. u = (r + ½) / 2⁵² with r the upper 52 bits of one
/// half of a Philox block: key = seed, counter = (token / 2, position), half = token mod 2. The logarithms are portable, so all machines agree.
/// </summary>
public static class GumbelNoise
{
    private const ulong Mask = (1UL << 52) - 1;
    private const double Unit = 1.0 / (1UL << 52);

    /// <summary>The 52 random bits of a token.</summary>
    public static ulong Bits(ulong seed, int position, int token)
    {
        (ulong first, ulong second) = Philox.Block(seed, (uint)token >> 1, (uint)position);
        return ((token & 1) == 0 ? first : second) >> 12;
    }

    /// <summary>The noise of these bits; between −3.6 and 36.8.</summary>
    public static double FromBits(ulong bits) => -PortableMath.Log(-PortableMath.Log((bits + 0.5) * Unit));

    /// <summary>Cheap upper bound of <see cref="FromBits"/>: −ln u ≥ 1 − u ≥ 2^(length of the complement − 53).</summary>
    public static double Bound(ulong bits)
    {
        int complementLength = 64 - BitOperations.LeadingZeroCount(Mask - bits);
        return ((53 - complementLength) * 0.6931471805599453) + 1e-9;
    }
}
