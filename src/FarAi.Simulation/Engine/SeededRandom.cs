using System.Numerics;

namespace FarAi.Simulation.Engine;

/// <summary>
/// A source of random numbers whose every draw follows from its seed, on every machine and every version of .NET
/// (xoshiro256**, Blackman and Vigna 2018; seeded by splitmix64). <see cref="Random"/> promises no algorithm.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>A source with that seed.</summary>
    public SeededRandom(ulong seed)
    {
        _a = StableHash.Mix(seed += 0x9E3779B97F4A7C15ul);
        _b = StableHash.Mix(seed += 0x9E3779B97F4A7C15ul);
        _c = StableHash.Mix(seed += 0x9E3779B97F4A7C15ul);
        _d = StableHash.Mix(seed + 0x9E3779B97F4A7C15ul);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number from 0 up to and without <paramref name="bound"/>, which is above 0.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        // The high half of a 96-bit product; its bias of bound / 2^32 is far below what a simulation can see.
        return (int)(((Next() >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>A whole number from <paramref name="least"/> up to and without <paramref name="bound"/>.</summary>
    public int Next(int least, int bound) => least + Next(bound - least);

    /// <summary>A number from 0 up to and without 1, uniform.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1ul << 53));

    /// <summary>True with that probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>An exponentially distributed number with that mean: the gaps of a Poisson process.</summary>
    public double Exponential(double mean) => -mean * PureMath.Log(1 - NextDouble());

    /// <inheritdoc cref="Exponential(double)"/>
    public TimeSpan Exponential(TimeSpan mean) => TimeSpan.FromTicks((long)Math.Min(Exponential((double)mean.Ticks), long.MaxValue / 4));

    /// <summary>A number between the two, uniform.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromTicks((long)(NextDouble() * (most - least).Ticks));

    /// <summary>A nearly normal number with mean 0 and deviation 1 (the sum of twelve uniform ones, so within ±6).</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
            sum += NextDouble();
        return sum;
    }

    /// <summary>A positive number whose logarithm is normal: median 1, long tail.</summary>
    /// <param name="sigma">Deviation of the logarithm; 0.5 gives a 99th percentile of about 3.</param>
    public double LogNormal(double sigma) => PureMath.Exp(Normal() * sigma);

    /// <summary>Fills with random bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var word = Next();
            for (var i = 0; i < 8 && bytes.Length > 0; i++, word >>= 8)
            {
                bytes[0] = (byte)word;
                bytes = bytes[1..];
            }
        }
    }

    /// <summary>One of the list, each as likely.</summary>
    public T Pick<T>(IReadOnlyList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return list[Next(list.Count)];
    }
}
