using FarAi.Core.Identity;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Regions;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>A region with the status that a test gives it.</summary>
internal sealed class FakeRegion : IRegionGrain
{
    public Func<Task<RegionStatus>> OnStatus { get; set; } = () => Task.FromResult(new RegionStatus("local", [], [], 0));

    public int Asked { get; private set; }

    public Task NodeUp(RegionNode node) => Task.CompletedTask;

    public Task<long> GetIncarnation() => Task.FromResult(1L);

    public Task NodeDown(NodeId node) => Task.CompletedTask;

    public Task TriadChanged(TriadView triad) => Task.CompletedTask;

    public Task<RouteDecision> Route(RouteRequest request) => Task.FromException<RouteDecision>(new NotSupportedException());

    public Task<RouteScout?> ReplaceScout(SessionId session, NodeId lost) => Task.FromResult<RouteScout?>(null);

    public Task Release(SessionId session, SpeculationEstimate? estimate) => Task.CompletedTask;

    public Task<RegionStatus> GetStatus()
    {
        Asked++;
        return OnStatus();
    }
}
