using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Triads;

/// <summary>Drives one triad: <see cref="TriadRules"/> decides, this grain stores the epoch and tells nodes, region and sessions.</summary>
[GrainType("triad")]
public sealed partial class TriadGrain(
    [PersistentState("triad", GrainsServiceCollectionExtensions.Storage)] IPersistentState<TriadEpoch> epoch,
    IEntropy entropy,
    IOptions<GrainsOptions> options,
    ILogger<TriadGrain> logger) : Grain, ITriadGrain
{
    /// <summary>How long a broken link between members waits for the news that one of them is gone, before the same members link again.</summary>
    private static readonly TimeSpan RelinkDelay = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<SessionId> _sessions = [];
    private TriadState _state = new();
    private string _memberKey = "";
    private string _scoutKey = "";
    private IGrainTimer? _loadTimeout;
    private IGrainTimer? _relink;

    private TriadId Triad => new(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = _state with { Epoch = epoch.State.Epoch };
        // Kept alive: who serves is known to this activation only.
        this.RegisterGrainTimer(Announce, new GrainTimerCreationOptions { DueTime = options.Value.Heartbeat, Period = options.Value.Heartbeat, KeepAlive = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Form(TriadProposal proposal) => Apply(TriadRules.Form(_state, proposal));

    /// <inheritdoc/>
    public Task OfferStandby(TriadCandidate candidate) => Apply(TriadRules.Offer(_state, candidate));

    /// <inheritdoc/>
    public Task OnEvent(NodeId node, NodeEvent report)
    {
        switch (report)
        {
            case ShardReady ready:
                return Apply(TriadRules.MemberReady(_state, node, ready.Epoch));
            case ShardFailed failed when failed.Epoch == _state.Epoch:
                return Apply(TriadRules.NodeLost(_state, node, failed.Reason));
            case PeerLost lost when lost.Epoch == _state.Epoch:
                _relink?.Dispose();
                _relink = this.RegisterGrainTimer(
                    static (pair, _) => pair.Grain.Apply(TriadRules.Relink(pair.Grain._state, pair.Epoch)),
                    (Grain: this, lost.Epoch),
                    new GrainTimerCreationOptions { DueTime = RelinkDelay, Period = Timeout.InfiniteTimeSpan });
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task MemberLost(NodeId node) => Apply(TriadRules.NodeLost(_state, node, "its link closed"));

    /// <inheritdoc/>
    public Task<TriadView> Attach(SessionId session)
    {
        _sessions.Add(session);
        return Task.FromResult(View());
    }

    /// <inheritdoc/>
    public Task Detach(SessionId session)
    {
        _sessions.Remove(session);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TriadView> GetStatus() => Task.FromResult(View());

    private async Task Apply(TriadState next)
    {
        if (ReferenceEquals(next, _state))
            return;
        var before = _state;
        if (next.Epoch != epoch.State.Epoch)
        {
            // Persist before telling: after a crash no node may be told the same epoch with other members.
            epoch.State.Epoch = next.Epoch;
            await epoch.WriteStateAsync();
        }

        _state = next;
        LogChanged(Triad, next.Phase, next.Epoch, next.Problem ?? "all is well");
        if (next.Phase == TriadPhase.Forming && next.Epoch != before.Epoch)
            await Load();
        await Standbys(before);
        await Announce();
        if (next.Phase != before.Phase || next.Epoch != before.Epoch)
            await TellSessions();
    }

    private async Task Load()
    {
        (_memberKey, _scoutKey) = (NewKey(), NewKey());
        _loadTimeout?.Dispose();
        _loadTimeout = this.RegisterGrainTimer(CheckLoaded, options.Value.LoadTimeout, Timeout.InfiniteTimeSpan);
        var lost = new List<NodeId>();
        foreach (var member in _state.Members)
        {
            var next = _state.Members[((int)member.Role + 1) % _state.Members.Count].Address;
            var node = GrainFactory.GetGrain<INodeGrain>(member.Address.Node.Value);
            await node.Assign(Triad, member.Role);
            if (!await node.Send(new LoadShard(Triad, _state.Epoch, _state.Proposal!.Model, member.Layers, member.Role, next, _memberKey, _scoutKey)))
                lost.Add(member.Address.Node);
        }

        foreach (var node in lost)
            await Apply(TriadRules.NodeLost(_state, node, "it is not connected"));
    }

    private async Task CheckLoaded()
    {
        if (_state.Phase != TriadPhase.Forming)
            return;
        foreach (var member in _state.Members.Where(m => !_state.Ready.Contains(m.Role)).ToList())
            await Apply(TriadRules.NodeLost(_state, member.Address.Node, "it did not get ready in time"));
    }

    private async Task Standbys(TriadState before)
    {
        foreach (var standby in _state.Standbys.Except(before.Standbys))
            await GrainFactory.GetGrain<INodeGrain>(standby.Address.Node.Value).Assign(Triad, null);
    }

    private Task Announce() => _state.Proposal is null
        ? Task.CompletedTask
        : GrainFactory.GetGrain<IRegionGrain>(_state.Proposal.Region).TriadChanged(View());

    private async Task TellSessions()
    {
        var view = View();
        foreach (var session in _sessions)
            await GrainFactory.GetGrain<ISessionGrain>(session.ToString()).OnTriadChanged(view);
    }

    private TriadView View() => new(
        Triad, _state.Proposal?.Model.Model ?? "", _state.Phase, _state.Epoch, _state.Members, [.. _state.Standbys.Select(s => s.Address.Node)], _scoutKey,
        _state.Phase == TriadPhase.Ready ? null : _state.Problem);

    private string NewKey()
    {
        Span<byte> bytes = stackalloc byte[32];
        entropy.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Triad {Triad} is {Phase} in epoch {Epoch}: {Problem}")]
    private partial void LogChanged(TriadId triad, TriadPhase phase, long epoch, string problem);
}
