using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>One transformer layer over a tile of rows.</summary>
internal static unsafe class LayerForward
{
    /// <summary>x += attention(norm(x)); x += swiglu(norm(x)). x[rows, HiddenSize]; layer index counted from the shard's first.</summary>
    public static void Run(ModelConfig c, LayerWeights w, int layer, float* x, int rows, ShardScratch s)
    {
        Norm(c, x, w.InputNorm, s.Normed, rows);
        Project(w.Query, w.QueryBias, s.Normed, s.Query, rows);
        Project(w.Key, w.KeyBias, s.Normed, s.Key, rows);
        Project(w.Value, w.ValueBias, s.Normed, s.Value, rows);
        int half = c.HeadDimension / 2;
        for (int row = 0; row < rows; row++)
        {
            float* cos = s.Cos + ((long)row * half), sin = s.Sin + ((long)row * half);
            RowKernels.Rotate(s.Query + ((long)row * c.QuerySize), cos, sin, c.Heads, half);
            RowKernels.Rotate(s.Key + ((long)row * c.KeyValueSize), cos, sin, c.KeyValueHeads, half);
            Remember(c, s.Caches[row]!, layer, s.Positions[row], s.Key + ((long)row * c.KeyValueSize), s.Value + ((long)row * c.KeyValueSize));
        }

        for (int row = 0; row < rows; row++)
        {
            long start = (long)row * c.QuerySize;
            Attention.Row(c, s.Caches[row]!, layer, s.Positions[row], s.Query + start, s.Attended + start, s);
        }

        MatrixKernel.Multiply(w.AttentionOutput, s.Attended, c.QuerySize, x, c.HiddenSize, rows, accumulate: true);
        if (w.AttentionOutputBias is not null)
        {
            RowKernels.AddBias(x, w.AttentionOutputBias, rows, c.HiddenSize);
        }

        Norm(c, x, w.FeedForwardNorm, s.Normed, rows);
        Project(w.Gate, null, s.Normed, s.Gate, rows);
        Project(w.Up, null, s.Normed, s.Up, rows);
        for (int row = 0; row < rows; row++)
        {
            RowKernels.SiluTimes(s.Gate + ((long)row * c.IntermediateSize), s.Up + ((long)row * c.IntermediateSize), c.IntermediateSize);
        }

        MatrixKernel.Multiply(w.Down, s.Gate, c.IntermediateSize, x, c.HiddenSize, rows, accumulate: true);
    }

    /// <summary>y[rows, HiddenSize] = RMS norm of x.</summary>
    public static void Norm(ModelConfig c, float* x, float* weight, float* y, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            long start = (long)row * c.HiddenSize;
            RowKernels.RmsNorm(x + start, weight, y + start, c.HiddenSize, c.RmsNormEpsilon);
        }
    }

    private static void Project(in WeightMatrix w, float* bias, float* x, float* y, int rows)
    {
        MatrixKernel.Multiply(w, x, w.Inputs, y, w.Outputs, rows, accumulate: false);
        if (bias is not null)
        {
            RowKernels.AddBias(y, bias, rows, w.Outputs);
        }
    }

    private static void Remember(ModelConfig c, KeyValueCache cache, int layer, int position, float* key, float* value)
    {
        (int block, int slot) = Math.DivRem(position, KeyValueCache.BlockPositions);
        int d = c.HeadDimension;
        for (int head = 0; head < c.KeyValueHeads; head++)
        {
            new ReadOnlySpan<float>(key + ((long)head * d), d).CopyTo(new Span<float>(cache.Keys(block, layer, head) + ((long)slot * d), d));
            new ReadOnlySpan<float>(value + ((long)head * d), d).CopyTo(new Span<float>(cache.Values(block, layer, head) + ((long)slot * d), d));
        }
    }
}
