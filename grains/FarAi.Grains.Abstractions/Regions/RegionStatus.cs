using FarAi.Core.Routing;
using FarAi.Core.Triads;
using Orleans;

namespace FarAi.Grains.Regions;

/// <summary>What operators see of a region.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Nodes">Connected nodes.</param>
/// <param name="Triads">Triads, ready or not.</param>
/// <param name="Sessions">Sessions routed and not yet released.</param>
[GenerateSerializer, Immutable, Alias("farai.RegionStatus")]
public sealed record RegionStatus(
    [property: Id(0)] string Region,
    [property: Id(1)] IReadOnlyList<RegionNode> Nodes,
    [property: Id(2)] IReadOnlyList<TriadView> Triads,
    [property: Id(3)] int Sessions);
