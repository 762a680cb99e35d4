using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Regions;

/// <summary>The live index of one area's nodes and triads, and the place where routes are chosen. Key: region name.</summary>
[Alias("farai.IRegionGrain")]
public interface IRegionGrain : IGrainWithStringKey
{
    /// <summary>A node joined, or its layer or draft model changed.</summary>
    [Alias("NodeUp"), OneWay]
    Task NodeUp(RegionNode node);

    /// <summary>
    /// A number that is another one for each activation: a region that was moved or rested has forgotten its nodes, and they
    /// must announce themselves again.
    /// </summary>
    [Alias("GetIncarnation"), AlwaysInterleave, ResponseTimeout("00:00:02")]
    Task<long> GetIncarnation();

    /// <summary>A node is gone.</summary>
    [Alias("NodeDown"), OneWay]
    Task NodeDown(NodeId node);

    /// <summary>A triad formed, changed its epoch, or can't serve.</summary>
    [Alias("TriadChanged"), OneWay]
    Task TriadChanged(TriadView triad);

    /// <summary>Chooses a triad and a scout for a session and counts the session on both.</summary>
    [Alias("Route"), ResponseTimeout("00:00:05")]
    Task<RouteDecision> Route(RouteRequest request);

    /// <summary>Another scout for a session whose scout is gone; null where there is none.</summary>
    [Alias("ReplaceScout"), ResponseTimeout("00:00:05")]
    Task<RouteScout?> ReplaceScout(SessionId session, NodeId lost);

    /// <summary>The session needs its nodes no longer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="learnt">What it learnt of its speed, a hint for the next one on the same nodes.</param>
    [Alias("Release"), OneWay]
    Task Release(SessionId session, SpeculationEstimate? learnt);

    /// <summary>What operators see of the region.</summary>
    [Alias("GetStatus"), ReadOnly]
    Task<RegionStatus> GetStatus();
}
