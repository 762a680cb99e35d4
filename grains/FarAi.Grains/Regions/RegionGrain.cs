using FarAi.Core.Identity;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Triads;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Regions;

/// <summary>
/// The index of one area. Its memory is soft: a region that was moved asks its triads at once, and nodes find by its incarnation, with
/// their next heartbeat, that they must announce themselves again.
/// </summary>
[GrainType("region")]
public sealed partial class RegionGrain(
    [PersistentState("region", GrainsServiceCollectionExtensions.Storage)] IPersistentState<RegionState> store,
    ModelCatalog catalog,
    IEntropy entropy,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    ILogger<RegionGrain> logger) : Grain, IRegionGrain
{
    /// <summary>How long a triad that may be moving too is waited for.</summary>
    private static readonly TimeSpan TriadPatience = TimeSpan.FromSeconds(1);

    private readonly HashSet<TriadId> _unheard = [];
    private readonly HashSet<TriadId> _heardLately = [];
    private RegionIndex _index = null!;
    private long _incarnation;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _incarnation = DrawIncarnation();
        _index = new RegionIndex(this.GetPrimaryKeyString(), [.. catalog.Models.Select(m => (m.Target, m.Shape))], options.Value.MaxSessionsPerTriad);
        this.RegisterGrainTimer(SeekSilentTriads, options.Value.Heartbeat * 2, options.Value.Heartbeat * 2);
        _unheard.UnionWith(store.State.Triads);
        foreach (var view in await Task.WhenAll(store.State.Triads.Select(Ask)))
        {
            if (view is not null)
                Heard(view);
        }
    }

    /// <inheritdoc/>
    public Task NodeUp(RegionNode node) => _index.NodeUp(node) ? Form() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<long> GetIncarnation() => Task.FromResult(_incarnation);

    /// <inheritdoc/>
    public Task NodeDown(NodeId node)
    {
        _index.NodeDown(node);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TriadChanged(TriadView triad)
    {
        Heard(triad);
        return Form();
    }

    /// <inheritdoc/>
    public Task<RouteDecision> Route(RouteRequest request)
    {
        var decision = _index.Route(request);
        return Task.FromResult(decision.Triad is null && _unheard.Count > 0 ? decision with { Soon = true } : decision);
    }

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

    private long DrawIncarnation()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        entropy.Fill(bytes);
        return BitConverter.ToInt64(bytes) | 1; // never 0, which says "not heard of"
    }

    private async Task<TriadView?> Ask(TriadId triad)
    {
        try
        {
            return await GrainFactory.GetGrain<ITriadGrain>(triad.Value).GetStatus().WaitAsync(TriadPatience, time);
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            LogUnheard(exception, triad);
            return null;
        }
    }

    private void Heard(TriadView triad)
    {
        _unheard.Remove(triad.Triad);
        _heardLately.Add(triad.Triad);
        if (triad.Phase == TriadPhase.None) // proposed once, but never heard of it
            _index.Withdraw(triad.Triad);
        else
            _index.TriadChanged(triad);
    }

    /// <summary>
    /// A triad announces itself with every heartbeat. One that does not has lost its silo, perhaps with an offer under way: the
    /// question wakes it elsewhere, and its answer corrects what was counted as done.
    /// </summary>
    private async Task SeekSilentTriads()
    {
        var silent = store.State.Triads.Where(t => !_heardLately.Contains(t)).ToList();
        _heardLately.Clear();
        foreach (var view in await Task.WhenAll(silent.Select(Ask)))
        {
            if (view is not null)
                Heard(view);
        }

        if (silent.Count > 0)
            await Form();
    }

    /// <summary>A triad that is known but not heard of yet has members: whoever formed or offered before would take them away.</summary>
    private async Task Form()
    {
        if (_unheard.Count > 0)
            return;
        var steps = _index.Form().ToList();
        var proposed = steps.Where(s => s.Proposal is not null).Select(s => s.Triad).Except(store.State.Triads).ToList();
        if (proposed.Count > 0)
            await Store([.. store.State.Triads, .. proposed]);
        foreach (var step in steps)
        {
            var triad = GrainFactory.GetGrain<ITriadGrain>(step.Triad.Value);
            await (step.Proposal is { } proposal ? triad.Form(proposal) : triad.OfferStandby(step.Standby!));
        }
    }

    /// <summary>The index counts the steps as done: a region that can't store them begins anew.</summary>
    private async Task Store(IReadOnlyList<TriadId> triads)
    {
        var stored = false;
        try
        {
            store.State.Triads = triads;
            await store.WriteStateAsync();
            stored = true;
        }
        finally
        {
            if (!stored)
                this.DeactivateOnIdle();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Triad {Triad} does not answer; no triad is formed or filled until it does")]
    private partial void LogUnheard(Exception exception, TriadId triad);
}
