using FarAi.Orleans.InProcess.CodeGeneration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>A sequence that a grain produces, as its consumer holds it. Nothing is sent until it is enumerated.</summary>
internal sealed class GrainEnumerable<T>(GrainHost host, GrainId target, EnumerableRequest<T> request, int batchSize = GrainEnumerable<T>.DefaultBatchSize)
    : IAsyncEnumerable<T>
{
    private const int DefaultBatchSize = 100;

    public GrainEnumerable<T> WithBatchSize(int maxBatchSize) => new(host, target, request, maxBatchSize);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new GrainEnumerator<T>(host, target, request, batchSize, cancellationToken);
}
