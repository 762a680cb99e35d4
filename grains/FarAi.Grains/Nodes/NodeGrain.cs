using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Regions;
using FarAi.Grains.Sessions;
using FarAi.Grains.Triads;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Nodes;

/// <summary>One machine: its connection, its layer, and who must hear when it is gone.</summary>
[GrainType("node")]
public sealed partial class NodeGrain(
    [PersistentState("node", GrainsServiceCollectionExtensions.Storage)] IPersistentState<NodeState> state,
    ModelCatalog catalog,
    LayerOptions layers,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    ILogger<NodeGrain> logger) : Grain, INodeGrain
{
    private readonly HashSet<SessionId> _drafting = [];
    private INodeLink? _link;
    private IGrainTimer? _watch;
    private DateTimeOffset _heard;
    private TriadId? _triad;
    private TriadRole? _role;
    private string? _draftModel;
    private string? _problem;
    private NodeHeartbeat? _heartbeat;

    private NodeId Node => new(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public async Task<NodeRegistered> Register(NodeRegistration registration, INodeLink link)
    {
        if (_link is not null)
        {
            await _link.Close("another connection with the same key took over");
            await Forget("it connected again");
        }

        state.State.Connection++;
        state.State.Registration = registration;
        state.State.Layer = LayerRules.Assign(registration.Fingerprint, registration.ForcedLayer, layers);
        await state.WriteStateAsync();

        _link = link;
        _heard = time.GetUtcNow();
        _watch = this.RegisterGrainTimer(CheckSilence, options.Value.Heartbeat, options.Value.Heartbeat);
        await Announce();
        if (state.State.Layer == SwarmLayer.Scout && catalog.Models.FirstOrDefault(m => m.Draft is not null)?.Draft is { } draft)
            await link.Deliver(new LoadDraft(draft));
        LogJoined(Node, state.State.Layer, state.State.Connection, registration.Fingerprint.CpuModel);
        return new NodeRegistered(state.State.Connection, new NodeAdmission(state.State.Layer, options.Value.Heartbeat));
    }

    /// <inheritdoc/>
    public Task Disconnected(long connection, string reason) =>
        connection == state.State.Connection && _link is not null ? Forget(reason) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task OnEvent(long connection, NodeEvent report)
    {
        if (connection != state.State.Connection || _link is null)
            return;
        _heard = time.GetUtcNow();
        switch (report)
        {
            case NodeHeartbeat heartbeat:
                _heartbeat = heartbeat;
                await Announce();
                break;
            case DraftReady ready:
                (_draftModel, _problem) = (ready.Model, null);
                await Announce();
                break;
            case DraftFailed failed:
                (_draftModel, _problem) = (null, failed.Reason);
                LogProblem(Node, failed.Reason);
                await Announce();
                break;
            case ShardReady { Triad: var triad }:
                await Tell(triad, report);
                break;
            case ShardFailed { Triad: var triad, Reason: var reason }:
                _problem = reason;
                LogProblem(Node, reason);
                await Announce();
                await Tell(triad, report);
                break;
            case PeerLost { Triad: var triad }:
                await Tell(triad, report);
                break;
            case NodeLeaving leaving:
                await Forget(leaving.Reason);
                break;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Send(NodeCommand command)
    {
        if (_link is null)
            return false;
        if (command is OpenDraft open)
            _drafting.Add(open.Session);
        else if (command is CloseSession close)
            _drafting.Remove(close.Session);
        await _link.Deliver(command);
        return true;
    }

    /// <inheritdoc/>
    public Task Assign(TriadId? triad, TriadRole? role)
    {
        (_triad, _role) = (triad, role);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<NodeStatus> GetStatus() => Task.FromResult(new NodeStatus(
        Node, _link is not null, state.State.Layer, state.State.Registration?.Fingerprint, _triad, _role, _draftModel, _heartbeat, _problem));

    private async Task CheckSilence()
    {
        var silence = time.GetUtcNow() - _heard;
        if (_link is null || silence < options.Value.Heartbeat * 3)
            return;
        await _link.Close($"no heartbeat for {silence.TotalSeconds:0.0} s");
        await Forget("it went silent");
    }

    private Task Tell(TriadId triad, NodeEvent report) => GrainFactory.GetGrain<ITriadGrain>(triad.Value).OnEvent(Node, report);

    private Task Announce() => GrainFactory.GetGrain<IRegionGrain>(options.Value.Region).NodeUp(new RegionNode(
        new PeerAddress(Node, state.State.Registration!.PeerEndpoint), state.State.Layer, LayerRules.ModelMemory(state.State.Registration.Fingerprint), _draftModel,
        Available: _problem is null));

    private async Task Forget(string reason)
    {
        _watch?.Dispose();
        (_link, _watch, _draftModel, _heartbeat, _problem) = (null, null, null, null, null);
        LogLeft(Node, reason);
        await GrainFactory.GetGrain<IRegionGrain>(options.Value.Region).NodeDown(Node);
        if (_triad is { } triad)
            await GrainFactory.GetGrain<ITriadGrain>(triad.Value).MemberLost(Node);
        (_triad, _role) = (null, null);
        foreach (var session in _drafting)
            await GrainFactory.GetGrain<ISessionGrain>(session.ToString()).OnScoutLost(Node);
        _drafting.Clear();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} joined as {Layer}, connection {Connection}: {Cpu}")]
    private partial void LogJoined(NodeId node, SwarmLayer layer, long connection, string cpu);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is gone: {Reason}")]
    private partial void LogLeft(NodeId node, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} can't do its work: {Reason}")]
    private partial void LogProblem(NodeId node, string reason);
}
