namespace FarAi.Inference.Sampling;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, 'Parallel random numbers: as easy as 1, 2, 3'): a counter-based generator. Its output
/// is a function of key and counter alone, so noise can be computed for any token of any position, anywhere, without state.
/// </summary>
public static class Philox
{
    /// <summary>The 128 random bits of (key, counter), as two halves (words 0–1 and words 2–3).</summary>
    public static (ulong First, ulong Second) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        uint x0 = (uint)counterLow, x1 = (uint)(counterLow >> 32), x2 = (uint)counterHigh, x3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong a = 0xD2511F53UL * x0;
            ulong b = 0xCD9E8D57UL * x2;
            (x0, x1, x2, x3) = ((uint)(b >> 32) ^ x1 ^ k0, (uint)b, (uint)(a >> 32) ^ x3 ^ k1, (uint)a);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (x0 | ((ulong)x1 << 32), x2 | ((ulong)x3 << 32));
    }
}
