namespace FarAi.Inference.Kernels;

/// <summary>The kernels on single rows: normalisation, gate, attention weights, rotation. Scalar twins: <see cref="ScalarTwins"/>.</summary>
public static unsafe class RowKernels
{
    /// <summary>RMS norm: y[i] = w[i] · x[i] / √(mean(x²) + epsilon).</summary>
    public static void RmsNorm(float* x, float* w, float* y, int count, float epsilon)
    {
        float squares = LaneWidth.Bits switch
        {
            512 => LaneKernels<Lanes512>.SumOfSquares(x, count),
            256 => LaneKernels<Lanes256>.SumOfSquares(x, count),
            128 => LaneKernels<Lanes128>.SumOfSquares(x, count),
            _ => ScalarTwins.SumOfSquares(x, count),
        };
        float scale = 1f / MathF.Sqrt((squares / count) + epsilon);
        switch (LaneWidth.Bits)
        {
            case 512: LaneKernels<Lanes512>.ScaleTimes(x, w, y, count, scale); break;
            case 256: LaneKernels<Lanes256>.ScaleTimes(x, w, y, count, scale); break;
            case 128: LaneKernels<Lanes128>.ScaleTimes(x, w, y, count, scale); break;
            default: ScalarTwins.ScaleTimes(x, w, y, count, scale); break;
        }
    }

    /// <summary>SwiGLU's gate: x[i] = silu(x[i]) · up[i].</summary>
    public static void SiluTimes(float* x, float* up, int count)
    {
        switch (LaneWidth.Bits)
        {
            case 512: LaneKernels<Lanes512>.SiluTimes(x, up, count); break;
            case 256: LaneKernels<Lanes256>.SiluTimes(x, up, count); break;
            case 128: LaneKernels<Lanes128>.SiluTimes(x, up, count); break;
            default: ScalarTwins.SiluTimes(x, up, count); break;
        }
    }

    /// <summary>Softmax of x[count] · scale, in place. The sum's order depends on the index alone.</summary>
    public static void Softmax(float* x, int count, float scale)
    {
        switch (LaneWidth.Bits)
        {
            case 512: LaneKernels<Lanes512>.Scale(x, count, 1f / LaneKernels<Lanes512>.ExpAndSum(x, count, scale)); break;
            case 256: LaneKernels<Lanes256>.Scale(x, count, 1f / LaneKernels<Lanes256>.ExpAndSum(x, count, scale)); break;
            case 128: LaneKernels<Lanes128>.Scale(x, count, 1f / LaneKernels<Lanes128>.ExpAndSum(x, count, scale)); break;
            default: ScalarTwins.Scale(x, count, 1f / ScalarTwins.ExpAndSum(x, count, scale)); break;
        }
    }

    /// <summary>y[dimension] += Σₛ p[s] · v[s, dimension] over <paramref name="positions"/> rows, in ascending s.</summary>
    public static void WeightedSum(float* p, float* v, float* y, int positions, int dimension)
    {
        switch (LaneWidth.Bits)
        {
            case 512: LaneKernels<Lanes512>.WeightedSum(p, v, y, positions, dimension); break;
            case 256: LaneKernels<Lanes256>.WeightedSum(p, v, y, positions, dimension); break;
            case 128: LaneKernels<Lanes128>.WeightedSum(p, v, y, positions, dimension); break;
            default: ScalarTwins.WeightedSum(p, v, y, positions, dimension); break;
        }
    }

    /// <summary>Rotary embedding (rotate_half) of heads x[heads, 2·half] with cos[half], sin[half].</summary>
    public static void Rotate(float* x, float* cos, float* sin, int heads, int half)
    {
        for (int head = 0; head < heads; head++, x += 2 * half)
        {
            switch (LaneWidth.Bits)
            {
                case 512: LaneKernels<Lanes512>.Rotate(x, cos, sin, half); break;
                case 256: LaneKernels<Lanes256>.Rotate(x, cos, sin, half); break;
                case 128: LaneKernels<Lanes128>.Rotate(x, cos, sin, half); break;
                default: ScalarTwins.Rotate(x, cos, sin, half); break;
            }
        }
    }

    /// <summary>x[rows, count] += bias[count].</summary>
    public static void AddBias(float* x, float* bias, int rows, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            ScalarTwins.Add(x + ((long)row * count), bias, count);
        }
    }
}
