using FarAi.Core.Events;
using FarAi.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Grains.Events;

/// <summary>Sends a silo's events to the logs of their regions, one-way, and not more than a bounded rate of them.</summary>
internal sealed partial class EventRecorder(IGrainFactory grains, TimeProvider time, IOptions<GrainsOptions> options, ILogger<EventRecorder> logger) : IEventRecorder
{
    private readonly EventBudget _budget = new(options.Value.EventsPerSecond, options.Value.EventsPerSecond * 10);

    /// <inheritdoc/>
    public void Record(params IReadOnlyList<GridEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            return;
        var now = time.GetUtcNow();
        long refused;
        lock (_budget) // grains of a silo run on many threads
        {
            if (!_budget.Take(events.Count, now))
                return;
            refused = _budget.TakeRefused();
        }

        var region = events[0].Region;
        _ = Send(region, refused == 0 ? events : [Dropped(region, refused, now), .. events]);
    }

    private static GridEvent Dropped(string region, long events, DateTimeOffset now) => new()
    {
        Time = now,
        Kind = GridEventKind.EventsDropped,
        Region = region,
        Text = $"A silo did not record {events} events: more happened than Grains:EventsPerSecond allows.",
    };

    private async Task Send(string region, IReadOnlyList<GridEvent> events)
    {
        try
        {
            await grains.GetGrain<IEventLogGrain>(region).Append(events);
        }
#pragma warning disable CA1031 // Nobody waits for this call, and whatever ails the log must not touch the grain that told it something.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogLost(exception, events.Count, region);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} events did not reach the log of region {Region}")]
    private partial void LogLost(Exception exception, int count, string region);
}
