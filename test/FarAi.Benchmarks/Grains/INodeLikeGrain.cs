using Orleans;

namespace FarAi.Benchmarks;

internal interface INodeLikeGrain : IGrainWithStringKey
{
    ValueTask Hear(long now);
}
