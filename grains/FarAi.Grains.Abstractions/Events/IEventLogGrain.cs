using FarAi.Core.Events;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Events;

/// <summary>What happened in one region. Key: region name.</summary>
[Alias("farai.IEventLogGrain")]
public interface IEventLogGrain : IGrainWithStringKey
{
    /// <summary>Appends events in their order. Interleaves: it changes state without awaiting, so it sees and leaves the grain whole.</summary>
    [Alias("Append"), OneWay, AlwaysInterleave]
    Task Append(IReadOnlyList<GridEvent> events);

    /// <summary>
    /// Events from a number on, as they come, without end. An empty chunk comes after each <c>Grains:KeepAlive</c> without an event: a
    /// reader that hears nothing for longer has lost its silo and reads again.
    /// </summary>
    /// <param name="from">Number of the first event to return; negative: so many of the newest, and then what comes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [Alias("Read"), AlwaysInterleave]
    IAsyncEnumerable<EventChunk> Read(long from, CancellationToken cancellationToken = default);
}
