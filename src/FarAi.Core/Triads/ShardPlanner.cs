using FarAi.Core.Models;

namespace FarAi.Core.Triads;

/// <summary>Cuts a model's layers for three members. Pure.</summary>
public static class ShardPlanner
{
    /// <summary>
    /// Contiguous ranges for head, middle and tail, at least one layer each, such that the fullest member (weight bytes
    /// over its memory) is as empty as can be; among equals the most even cut. Null where no cut fits.
    /// </summary>
    /// <param name="shape">The model's sizes.</param>
    /// <param name="memory">Bytes that head, middle and tail can give, in this order.</param>
    public static IReadOnlyList<LayerRange>? Plan(ModelShape shape, IReadOnlyList<long> memory)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfNotEqual(memory.Count, 3);
        var layers = shape.LayerBytes.Count;
        LayerRange[]? best = null;
        var bestCost = (Load: 1.0, Spread: double.MaxValue);
        for (var first = 1; first <= layers - 2; first++)
        {
            for (var second = first + 1; second <= layers - 1; second++)
            {
                LayerRange[] cut = [new(0, first), new(first, second), new(second, layers)];
                var loads = cut.Select((range, i) => BytesOf(shape, range) / (double)Math.Max(1, memory[i])).ToArray();
                var cost = (Load: Math.Round(loads.Max(), 9), Spread: loads.Max() - loads.Min());
                if (cost.Load > 1 || cost.CompareTo(bestCost) >= 0)
                    continue;
                (best, bestCost) = (cut, cost);
            }
        }

        return best;
    }

    /// <summary>Weight bytes of a range, with the embedding at the head and the output at the tail.</summary>
    public static long BytesOf(ModelShape shape, LayerRange range)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var bytes = 0L;
        for (var layer = range.Start; layer < range.End; layer++)
            bytes += shape.LayerBytes[layer];
        return bytes + (range.Start == 0 ? shape.EmbeddingBytes : 0) + (range.End == shape.LayerBytes.Count ? shape.OutputBytes : 0);
    }
}
