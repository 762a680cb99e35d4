using Orleans;
using Orleans.Concurrency;

namespace FarAi.Benchmarks;

internal interface IConsumerGrain : IGrainWithStringKey
{
    /// <summary>Says how many items come next.</summary>
    Task Expect(int items);

    /// <summary>Ends when they have come.</summary>
    [AlwaysInterleave, ResponseTimeout("00:05:00")]
    Task Received();
}
