using FarAi.Core.Identity;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Triads;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Regions;

/// <summary>
/// The index of one area. Its memory is soft: nodes and triads announce themselves again with every heartbeat, so that a
/// reactivated region knows all within a few seconds.
/// </summary>
[GrainType("region")]
public sealed class RegionGrain(ModelCatalog catalog, IOptions<GrainsOptions> options) : Grain, IRegionGrain
{
    private RegionIndex _index = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _index = new RegionIndex(this.GetPrimaryKeyString(), [.. catalog.Models.Select(m => (m.Target, m.Shape))], options.Value.MaxSessionsPerTriad);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task NodeUp(RegionNode node)
    {
        _index.NodeUp(node);
        return Form();
    }

    /// <inheritdoc/>
    public Task NodeDown(NodeId node)
    {
        _index.NodeDown(node);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TriadChanged(TriadView triad)
    {
        _index.TriadChanged(triad);
        return Form();
    }

    /// <inheritdoc/>
    public Task<RouteDecision> Route(RouteRequest request) => Task.FromResult(_index.Route(request));

    /// <inheritdoc/>
    public Task<RouteScout?> ReplaceScout(SessionId session, NodeId lost) => Task.FromResult(_index.ReplaceScout(session, lost));

    /// <inheritdoc/>
    public Task Release(SessionId session, SpeculationEstimate? learnt)
    {
        _index.Release(session, learnt);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<RegionStatus> GetStatus() =>
        Task.FromResult(new RegionStatus(this.GetPrimaryKeyString(), [.. _index.Nodes], [.. _index.Triads], _index.Sessions));

    private async Task Form()
    {
        foreach (var step in _index.Form().ToList())
        {
            var triad = GrainFactory.GetGrain<ITriadGrain>(step.Triad.Value);
            await (step.Proposal is { } proposal ? triad.Form(proposal) : triad.OfferStandby(step.Standby!));
        }
    }
}
