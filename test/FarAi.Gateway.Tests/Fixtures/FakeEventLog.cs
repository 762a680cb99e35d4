using System.Runtime.CompilerServices;
using FarAi.Core.Events;
using FarAi.Grains.Events;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>An event log that holds what a test puts in, and whose readings end as the test says.</summary>
internal sealed class FakeEventLog : IEventLogGrain
{
    private readonly Lock _gate = new();
    private readonly EventLog _log = new(1000, TimeSpan.FromDays(1));

    /// <summary>The first numbers of all readings.</summary>
    public List<long> Reads { get; } = [];

    /// <summary>What happens to a reading after a chunk, by the number of the reading (from 1); null: it goes on.</summary>
    public Func<int, CancellationToken, Task>? After { get; set; }

    /// <summary>While set, readings fail with it at once.</summary>
    public Exception? Fails { get; set; }

    public Task Append(IReadOnlyList<GridEvent> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
                _log.Append(happened);
        }

        return Task.CompletedTask;
    }

    public Task Append(params IEnumerable<string> texts) => Append(
        [.. texts.Select(t => new GridEvent { Time = DateTimeOffset.UnixEpoch, Kind = GridEventKind.NodeJoined, Region = "local", Text = t })]);

    public async IAsyncEnumerable<EventChunk> Read(long from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int reading;
        lock (_gate)
        {
            Reads.Add(from);
            reading = Reads.Count;
        }

        if (Fails is { } failure)
            throw failure;
        for (var next = from; ; await Task.Delay(5, cancellationToken))
        {
            EventChunk chunk;
            lock (_gate)
            {
                var (events, after) = _log.From(next, 2);
                chunk = new EventChunk { Events = events, Next = next = after, IsLatest = after >= _log.Next };
            }

            yield return chunk;
            if (After is { } interruption)
                await interruption(reading, cancellationToken);
        }
    }
}
