using FarAi.Grains.Hosting;
using Orleans;

namespace FarAi.Grains.Regions;

/// <summary>What a silo knows of one region's present activation. Safe on any thread.</summary>
public sealed class RegionIncarnation(string region, TimeProvider time, TimeSpan period)
{
    private readonly long _period = (long)(period.TotalSeconds * time.TimestampFrequency);
    private long _due;
    private long _known;

    /// <summary>The activation as last heard of; 0 before.</summary>
    public long Known => Volatile.Read(ref _known);

    /// <summary>Whether it is the caller's turn to ask the region; whoever gets a yes calls <see cref="Ask"/>.</summary>
    public bool IsDue()
    {
        var now = time.GetTimestamp();
        var due = Volatile.Read(ref _due);
        return now >= due && Interlocked.CompareExchange(ref _due, now + _period, due) == due;
    }

    /// <summary>Asks the region. Where it does not answer, what was known stays until somebody asks again.</summary>
    public async Task Ask(IGrainFactory grains)
    {
        ArgumentNullException.ThrowIfNull(grains);
        try
        {
            Volatile.Write(ref _known, await grains.GetGrain<IRegionGrain>(region).GetIncarnation());
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            // Its silo is dying: the next question wakes it elsewhere.
        }
    }
}
