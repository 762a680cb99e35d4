using System.Collections.Concurrent;
using FarAi.Grains.Hosting;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Grains.Regions;

/// <summary>
/// What a silo knows of the present activation of each region, shared by all its node grains. A region forgets its nodes with its
/// activation; so that it relearns them within a heartbeat, and yet no heartbeat says what the region knows already, one
/// grain of the silo asks now and then and all others compare. Safe on any thread.
/// </summary>
public sealed class RegionIncarnations(TimeProvider time, IOptions<GrainsOptions> options)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly TimeSpan _period = options.Value.Heartbeat / 4;

    /// <summary>The region's activation as last heard of; 0 before.</summary>
    public long Known(string region) => _entries.TryGetValue(region, out var entry) ? Volatile.Read(ref entry.Incarnation) : 0;

    /// <summary>Whether it is the caller's turn to ask the region; whoever gets a yes calls <see cref="Ask"/>.</summary>
    public bool IsDue(string region)
    {
        var entry = _entries.GetOrAdd(region, static _ => new Entry());
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref entry.Due);
        return now >= due && Interlocked.CompareExchange(ref entry.Due, now + (long)(_period.TotalSeconds * time.TimestampFrequency), due) == due;
    }

    /// <summary>Asks the region. Where it does not answer, what was known stays until somebody asks again.</summary>
    public async Task Ask(string region, IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        try
        {
            var incarnation = await grains.GetGrain<IRegionGrain>(region).GetIncarnation();
            Volatile.Write(ref _entries.GetOrAdd(region, static _ => new Entry()).Incarnation, incarnation);
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            // Its silo is dying: the next question wakes it elsewhere.
        }
    }

    private sealed class Entry
    {
        public long Due;
        public long Incarnation;
    }
}
