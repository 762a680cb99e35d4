using FarAi.Core.Identity;
using Orleans;

namespace FarAi.Grains.Regions;

/// <summary>
/// What a region must not forget: the triads that it has proposed. A region that was moved asks them before it routes or forms, so
/// that it neither refuses what they could serve nor offers one triad's member to another.
/// </summary>
[GenerateSerializer, Alias("farai.RegionState")]
public sealed class RegionState
{
    /// <summary>Every triad that was ever proposed here.</summary>
    [Id(0)]
    public IReadOnlyList<TriadId> Triads { get; set; } = [];
}
