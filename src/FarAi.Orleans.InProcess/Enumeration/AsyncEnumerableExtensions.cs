using FarAi.Orleans.InProcess;

namespace Orleans.Runtime;

/// <summary>Options of sequences that grains return.</summary>
public static class AsyncEnumerableExtensions
{
    /// <summary>
    /// At most so many elements that are ready at once are fetched together (default 100). A grain's iterator runs ahead of its
    /// consumer by up to one batch.
    /// </summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
        return self is GrainEnumerable<T> ours ? ours.WithBatchSize(maxBatchSize) : self;
    }
}
