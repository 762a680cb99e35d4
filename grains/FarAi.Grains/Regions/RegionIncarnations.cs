using System.Collections.Concurrent;
using FarAi.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace FarAi.Grains.Regions;

/// <summary>
/// What a silo knows of the present activation of each region, shared by all its node grains. A region forgets its nodes with its
/// activation; so that it relearns them within a heartbeat, and yet no heartbeat says what the region knows already, one
/// grain of the silo asks now and then and all others compare. Safe on any thread.
/// </summary>
public sealed class RegionIncarnations(TimeProvider time, IOptions<GrainsOptions> options)
{
    private readonly ConcurrentDictionary<string, RegionIncarnation> _regions = new(StringComparer.Ordinal);

    /// <summary>What is known of a region.</summary>
    public RegionIncarnation Of(string region) => _regions.GetOrAdd(region, name => new RegionIncarnation(name, time, options.Value.Heartbeat / 4));
}
