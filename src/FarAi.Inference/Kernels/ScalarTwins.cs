namespace FarAi.Inference.Kernels;

/// <summary>
/// The kernels once more in plain scalar arithmetic. They define the results: every vector kernel must give the same bits
/// (the tests compare), and they run where no fused vector multiply-add exists.
/// </summary>
public static unsafe class ScalarTwins
{
    private const int Lanes = 16;

    /// <summary>y[r, o] (+)= Σᵢ w[o, i] · x[r, i] for the outputs [from, to).</summary>
    public static void Multiply(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, int rows, bool accumulate)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int output = from; output < to; output++)
            {
                float value = Dot(w.Row(output), w.IsBrain, x + ((long)row * xStride), w.Inputs);
                float* target = y + ((long)row * yStride) + output;
                *target = accumulate ? *target + value : value;
            }
        }
    }

    /// <summary>Σᵢ x[i]², in lanes.</summary>
    public static float SumOfSquares(float* x, int count) => Dot((byte*)x, false, x, count);

    /// <summary>y[i] = w[i] · (x[i] · scale).</summary>
    public static void ScaleTimes(float* x, float* w, float* y, int count, float scale)
    {
        for (int i = 0; i < count; i++)
        {
            y[i] = w[i] * (x[i] * scale);
        }
    }

    /// <summary>x[i] = x[i] / (1 + exp(−x[i])) · up[i].</summary>
    public static void SiluTimes(float* x, float* up, int count)
    {
        for (int i = 0; i < count; i++)
        {
            x[i] = x[i] / (1f + Exp(0f - x[i])) * up[i];
        }
    }

    /// <summary>Turns scores x[count] into exp((x[i] − max) · scale) and returns the sum of these, in lanes.</summary>
    public static float ExpAndSum(float* x, int count, float scale)
    {
        float max = float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            max = MathF.Max(max, x[i]);
        }

        float* lanes = stackalloc float[Lanes];
        new Span<float>(lanes, Lanes).Clear();
        for (int i = 0; i < count; i++)
        {
            x[i] = Exp((x[i] - max) * scale);
            lanes[i % Lanes] += x[i];
        }

        return SumLanes(lanes);
    }

    /// <summary>x[i] = x[i] · scale.</summary>
    public static void Scale(float* x, int count, float scale)
    {
        for (int i = 0; i < count; i++)
        {
            x[i] *= scale;
        }
    }

    /// <summary>x[i] = x[i] + y[i].</summary>
    public static void Add(float* x, float* y, int count)
    {
        for (int i = 0; i < count; i++)
        {
            x[i] += y[i];
        }
    }

    /// <summary>y[d] += Σₛ p[s] · v[s, d], in ascending s, each step fused.</summary>
    public static void WeightedSum(float* p, float* v, float* y, int positions, int dimension)
    {
        for (int d = 0; d < dimension; d++)
        {
            float sum = y[d];
            for (int s = 0; s < positions; s++)
            {
                sum = MathF.FusedMultiplyAdd(p[s], v[((long)s * dimension) + d], sum);
            }

            y[d] = sum;
        }
    }

    /// <summary>Rotates the pairs (x[i], x[i + half]) of one head by the angle with cos[i], sin[i].</summary>
    public static void Rotate(float* x, float* cos, float* sin, int half)
    {
        for (int i = 0; i < half; i++)
        {
            float a = x[i], b = x[i + half];
            x[i] = (a * cos[i]) - (b * sin[i]);
            x[i + half] = (b * cos[i]) + (a * sin[i]);
        }
    }

    /// <summary>eˣ with a relative error below 2·10⁻⁷ for x in [−86, 88]; beyond it saturates. (Cephes' polynomial, fused.)</summary>
    public static float Exp(float x)
    {
        x = MathF.Min(MathF.Max(x, ExpConstants.Lowest), ExpConstants.Highest);
        float shifted = MathF.FusedMultiplyAdd(x, ExpConstants.Log2E, ExpConstants.Shift);
        float n = shifted - ExpConstants.Shift;
        float r = MathF.FusedMultiplyAdd(n, ExpConstants.MinusLn2High, x);
        r = MathF.FusedMultiplyAdd(n, ExpConstants.MinusLn2Low, r);
        float p = MathF.FusedMultiplyAdd(ExpConstants.P0, r, ExpConstants.P1);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.P2);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.P3);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.P4);
        p = MathF.FusedMultiplyAdd(p, r, ExpConstants.P5);
        p = MathF.FusedMultiplyAdd(p, r * r, r) + 1f;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(p) + (BitConverter.SingleToInt32Bits(shifted) << 23));
    }

    private static float Dot(byte* w, bool brain, float* x, int count)
    {
        float* lanes = stackalloc float[Lanes];
        new Span<float>(lanes, Lanes).Clear();
        int padded = (count + Lanes - 1) / Lanes * Lanes;
        for (int i = 0; i < padded; i++)
        {
            float a = i >= count ? 0 : brain ? BrainFormat.LoadOne(w + (i * 2L)) : SingleFormat.LoadOne(w + (i * 4L));
            lanes[i % Lanes] = MathF.FusedMultiplyAdd(a, i < count ? x[i] : 0, lanes[i % Lanes]);
        }

        return SumLanes(lanes);
    }

    private static float SumLanes(float* lanes)
    {
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }
}
