using FarAi.Inference.Kernels;
using FarAi.Inference.Models;

namespace FarAi.Inference.Transformer;

/// <summary>Causal grouped-query attention of one row over its session's cache.</summary>
internal static unsafe class Attention
{
    /// <summary>Writes attended[heads, d] for query[heads, d] at <paramref name="position"/>; the cache already holds that position.</summary>
    public static void Row(ModelConfig c, KeyValueCache cache, int layer, int position, float* query, float* attended, ShardScratch scratch)
    {
        int d = c.HeadDimension, group = c.Heads / c.KeyValueHeads, length = position + 1;
        float scale = 1f / MathF.Sqrt(d);
        for (int head = 0; head < c.KeyValueHeads; head++)
        {
            float* groupQuery = query + ((long)head * group * d);
            float* groupAttended = attended + ((long)head * group * d);
            for (int start = 0, block = 0; start < length; start += KeyValueCache.BlockPositions, block++)
            {
                // The keys of a block are a matrix [positions, d]: the scores of all heads of the group are one product with it.
                var keys = new WeightMatrix((nint)cache.Keys(block, layer, head), false, Math.Min(KeyValueCache.BlockPositions, length - start), d);
                MatrixKernel.Multiply(keys, groupQuery, d, scratch.Scores + start, scratch.ScoreStride, group, false);
            }

            new Span<float>(groupAttended, group * d).Clear();
            for (int member = 0; member < group; member++)
            {
                float* scores = scratch.Scores + ((long)member * scratch.ScoreStride);
                RowKernels.Softmax(scores, length, scale);
                for (int start = 0, block = 0; start < length; start += KeyValueCache.BlockPositions, block++)
                {
                    int positions = Math.Min(KeyValueCache.BlockPositions, length - start);
                    RowKernels.WeightedSum(scores + start, cache.Values(block, layer, head), groupAttended + ((long)member * d), positions, d);
                }
            }
        }
    }
}
