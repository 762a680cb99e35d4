using System.Runtime.CompilerServices;

namespace FarAi.Inference.Kernels;

#pragma warning disable CA1000 // The register width is chosen at the call: LaneKernels<Lanes512>.Scale(…).

/// <summary>The row kernels for one register width. Incomplete groups go through the scalar twin or are padded with zeros.</summary>
public static unsafe class LaneKernels<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const int Lanes = ILanes<TLanes>.Count;

    /// <summary>Σᵢ x[i]², in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SumOfSquares(float* x, int count)
    {
        TLanes sum = TLanes.Broadcast(0);
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            TLanes v = TLanes.Load(x + i);
            sum = TLanes.Fused(v, v, sum);
        }

        if (i < count)
        {
            float* padded = stackalloc float[Lanes];
            for (int lane = 0; lane < Lanes; lane++)
            {
                padded[lane] = i + lane < count ? x[i + lane] : 0;
            }

            TLanes v = TLanes.Load(padded);
            sum = TLanes.Fused(v, v, sum);
        }

        return TLanes.Sum(sum);
    }

    /// <summary>y[i] = w[i] · (x[i] · scale).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleTimes(float* x, float* w, float* y, int count, float scale)
    {
        TLanes factor = TLanes.Broadcast(scale);
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            TLanes.Store(TLanes.Multiply(TLanes.Load(w + i), TLanes.Multiply(TLanes.Load(x + i), factor)), y + i);
        }

        ScalarTwins.ScaleTimes(x + i, w + i, y + i, count - i, scale);
    }

    /// <summary>x[i] = x[i] · scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* x, int count, float scale)
    {
        TLanes factor = TLanes.Broadcast(scale);
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            TLanes.Store(TLanes.Multiply(TLanes.Load(x + i), factor), x + i);
        }

        ScalarTwins.Scale(x + i, count - i, scale);
    }

    /// <summary>x[i] = x[i] / (1 + exp(−x[i])) · up[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SiluTimes(float* x, float* up, int count)
    {
        TLanes one = TLanes.Broadcast(1), zero = TLanes.Broadcast(0);
        int i = 0;
        for (; i + Lanes <= count; i += Lanes)
        {
            TLanes v = TLanes.Load(x + i);
            TLanes gate = TLanes.Divide(v, TLanes.Add(one, Exp(TLanes.Subtract(zero, v))));
            TLanes.Store(TLanes.Multiply(gate, TLanes.Load(up + i)), x + i);
        }

        ScalarTwins.SiluTimes(x + i, up + i, count - i);
    }

    /// <summary>x[i] = exp((x[i] − max) · scale); returns the sum of these, in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ExpAndSum(float* x, int count, float scale)
    {
        float* lanes = stackalloc float[Lanes];
        TLanes greatest = TLanes.Broadcast(float.NegativeInfinity);
        int whole = count & ~(Lanes - 1);
        for (int i = 0; i < whole; i += Lanes)
        {
            greatest = TLanes.Max(greatest, TLanes.Load(x + i));
        }

        TLanes.Store(greatest, lanes);
        float max = float.NegativeInfinity;
        for (int i = 0; i < Lanes; i++)
        {
            max = MathF.Max(max, lanes[i]);
        }

        for (int i = whole; i < count; i++)
        {
            max = MathF.Max(max, x[i]);
        }

        TLanes sum = TLanes.Broadcast(0), shift = TLanes.Broadcast(max), factor = TLanes.Broadcast(scale);
        for (int i = 0; i < whole; i += Lanes)
        {
            TLanes e = Exp(TLanes.Multiply(TLanes.Subtract(TLanes.Load(x + i), shift), factor));
            TLanes.Store(e, x + i);
            sum = TLanes.Add(sum, e);
        }

        TLanes.Store(sum, lanes);
        for (int i = whole; i < count; i++)
        {
            x[i] = ScalarTwins.Exp((x[i] - max) * scale);
            lanes[i - whole] += x[i];
        }

        return TLanes.Sum(TLanes.Load(lanes));
    }

    /// <summary>y[d] += Σₛ p[s] · v[s, d], in ascending s, each step fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(float* p, float* v, float* y, int positions, int dimension)
    {
        int d = 0;
        for (; d + (4 * Lanes) <= dimension; d += 4 * Lanes)
        {
            TLanes s0 = TLanes.Load(y + d), s1 = TLanes.Load(y + d + Lanes);
            TLanes s2 = TLanes.Load(y + d + (2 * Lanes)), s3 = TLanes.Load(y + d + (3 * Lanes));
            float* row = v + d;
            for (int s = 0; s < positions; s++, row += dimension)
            {
                TLanes weight = TLanes.Broadcast(p[s]);
                s0 = TLanes.Fused(weight, TLanes.Load(row), s0);
                s1 = TLanes.Fused(weight, TLanes.Load(row + Lanes), s1);
                s2 = TLanes.Fused(weight, TLanes.Load(row + (2 * Lanes)), s2);
                s3 = TLanes.Fused(weight, TLanes.Load(row + (3 * Lanes)), s3);
            }

            TLanes.Store(s0, y + d);
            TLanes.Store(s1, y + d + Lanes);
            TLanes.Store(s2, y + d + (2 * Lanes));
            TLanes.Store(s3, y + d + (3 * Lanes));
        }

        for (; d < dimension; d++)
        {
            float sum = y[d];
            for (int s = 0; s < positions; s++)
            {
                sum = MathF.FusedMultiplyAdd(p[s], v[((long)s * dimension) + d], sum);
            }

            y[d] = sum;
        }
    }

    /// <summary>Rotates the pairs (x[i], x[i + half]) of one head.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(float* x, float* cos, float* sin, int half)
    {
        int i = 0;
        for (; i + Lanes <= half; i += Lanes)
        {
            TLanes a = TLanes.Load(x + i), b = TLanes.Load(x + half + i), c = TLanes.Load(cos + i), s = TLanes.Load(sin + i);
            TLanes.Store(TLanes.Subtract(TLanes.Multiply(a, c), TLanes.Multiply(b, s)), x + i);
            TLanes.Store(TLanes.Add(TLanes.Multiply(b, c), TLanes.Multiply(a, s)), x + half + i);
        }

        for (; i < half; i++)
        {
            float a = x[i], b = x[i + half];
            x[i] = (a * cos[i]) - (b * sin[i]);
            x[i + half] = (b * cos[i]) + (a * sin[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Exp(TLanes x)
    {
        x = TLanes.Min(TLanes.Max(x, TLanes.Broadcast(ExpConstants.Lowest)), TLanes.Broadcast(ExpConstants.Highest));
        TLanes shift = TLanes.Broadcast(ExpConstants.Shift);
        TLanes shifted = TLanes.Fused(x, TLanes.Broadcast(ExpConstants.Log2E), shift);
        TLanes n = TLanes.Subtract(shifted, shift);
        TLanes r = TLanes.Fused(n, TLanes.Broadcast(ExpConstants.MinusLn2High), x);
        r = TLanes.Fused(n, TLanes.Broadcast(ExpConstants.MinusLn2Low), r);
        TLanes p = TLanes.Fused(TLanes.Broadcast(ExpConstants.P0), r, TLanes.Broadcast(ExpConstants.P1));
        p = TLanes.Fused(p, r, TLanes.Broadcast(ExpConstants.P2));
        p = TLanes.Fused(p, r, TLanes.Broadcast(ExpConstants.P3));
        p = TLanes.Fused(p, r, TLanes.Broadcast(ExpConstants.P4));
        p = TLanes.Fused(p, r, TLanes.Broadcast(ExpConstants.P5));
        p = TLanes.Add(TLanes.Fused(p, TLanes.Multiply(r, r), r), TLanes.Broadcast(1));
        return TLanes.ScaleByPowerOfTwo(p, shifted);
    }
}
