using FarAi.Core.Events;
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
    RegionIncarnations regions,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    IEventRecorder events,
    ILogger<NodeGrain> logger) : Grain, INodeGrain
{
    /// <summary>How long a gateway may take to say whether a link still stands.</summary>
    private static readonly TimeSpan ConfirmPatience = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan ConfirmPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a node whose gateway is gone may take to come back by another one, or by the same one started again.</summary>
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(3);

    /// <summary>How long a gateway may take to put a command on a link.</summary>
    private static readonly TimeSpan DeliverPatience = TimeSpan.FromMilliseconds(800);

    /// <summary>After so many heartbeats the node is announced although nothing changed: a one-way call may have been lost.</summary>
    private const int RefreshHeartbeats = 30;

    private HashSet<SessionId>? _drafting;
    private INodeLink? _link;
    private IGrainTimer? _watch;
    private DateTimeOffset _heard;
    private LatestHeartbeat? _heartbeat;
    private RegionIncarnation? _region;
    private long _announcedTo;
    private int _untilRefresh;
    private bool _draining;
    private TaskCompletionSource? _returned;

    private string Region => state.State.Registration?.Region ?? options.Value.Region;

    private NodeId Node => new(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => state.State.Link is null ? Task.CompletedTask : Resume();

    /// <inheritdoc/>
    public async Task<NodeRegistered> Register(NodeRegistration registration, INodeLink link, string? attempt = null)
    {
        var repeat = attempt is not null && attempt == state.State.Attempt && state.State.Link is not null;
        if (!repeat)
            await Replace(continues: state.State.Link is not null && registration.Incarnation is { } run && run == state.State.Registration?.Incarnation);
        (state.State.Link, state.State.Attempt) = (link.GetGrainId().ToString(), attempt);
        state.State.Registration = registration;
        state.State.Layer = LayerRules.Assign(registration.Fingerprint, registration.ForcedLayer, layers);
        await state.WriteStateAsync();

        Attach(link);
        await Announce();
        if (state.State is { Layer: SwarmLayer.Scout, DraftModel: null } && catalog.Models.FirstOrDefault(m => m.Draft is not null)?.Draft is { } draft)
            _ = Send(new LoadDraft(draft)); // the answer to the registration must not wait for it
        LogJoined(Node, state.State.Layer, state.State.Connection, registration.Fingerprint.CpuModel);
        if (!repeat && !state.State.Continues)
            events.Record(NodeEvents.Joined(Region, Node, state.State.Layer, time.GetUtcNow()));
        return new NodeRegistered(state.State.Connection, new NodeAdmission(state.State.Layer, options.Value.Heartbeat, state.State.Continues));
    }

    /// <inheritdoc/>
    public Task Disconnected(long connection, string reason) =>
        connection == state.State.Connection && state.State.Link is not null ? Forget(reason) : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ConnectionStanding> OnEvent(long connection, NodeEvent report)
    {
        if (connection < state.State.Connection)
            return ConnectionStanding.Superseded;
        if (connection > state.State.Connection || state.State.Link is null)
            return ConnectionStanding.Unknown;
        if (_link is null)
            Attach(StoredLink()); // only the gateway that holds the link knows this number, so the link stands
        _heard = time.GetUtcNow();
        switch (report)
        {
            case NodeHeartbeat heartbeat:
                _heartbeat = new LatestHeartbeat(heartbeat);
                await Remind();
                break;
            case DraftReady ready:
                await Loaded(ready.Model, null);
                break;
            case DraftFailed failed:
                await Loaded(null, failed.Reason);
                break;
            case ShardReady { Triad: var triad }:
                await Tell(triad, report);
                break;
            case ShardFailed { Triad: var triad, Reason: var reason }:
                await Loaded(state.State.DraftModel, reason);
                await Tell(triad, report);
                break;
            case MirrorLost { Triad: var triad }:
                await Tell(triad, report);
                break;
            case PeerLost { Triad: var triad }:
                await Tell(triad, report);
                break;
            case PeerSilent { Triad: var triad }:
                await Tell(triad, report);
                break;
            case NodeDraining draining:
                await Drain(draining.Reason);
                break;
            case NodeLeaving leaving:
                await Forget(leaving.Reason);
                break;
        }

        return ConnectionStanding.Current;
    }

    /// <inheritdoc/>
    public async Task<bool> Send(NodeCommand command)
    {
        if (_link is null && _returned is { } returned)
            await returned.Task.WaitAsync(DeliverPatience, time);
        if (_link is not { } link)
            return false;
        if (command is OpenDraft open)
            (_drafting ??= []).Add(open.Session);
        else if (command is CloseSession close)
            _drafting?.Remove(close.Session);
        try
        {
            await link.Deliver(command).WaitAsync(DeliverPatience, time);
            return true;
        }
        catch (IOException exception)
        {
            LogUndelivered(exception, Node, command.GetType().Name);
            return false; // the link is closing; where the gateway just does not answer, the caller is thrown that and asks again
        }
    }

    /// <inheritdoc/>
    public Task Assign(TriadId? triad, TriadRole? role)
    {
        if (state.State.Triad == triad && state.State.Role == role)
            return Task.CompletedTask;
        (state.State.Triad, state.State.Role) = (triad, role);
        return state.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task<NodeStatus> GetStatus() => Task.FromResult(new NodeStatus(
        Node, _link is not null, state.State.Layer, state.State.Registration?.Fingerprint, state.State.Triad, state.State.Role,
        state.State.DraftModel, _heartbeat?.AsEvent(), state.State.Problem, _returned is not null));

    /// <summary>
    /// Takes up the connection of an activation whose silo died. The link is asked, not trusted: the gateway may have died too, and
    /// in a process that starts again its name may mean another link.
    /// </summary>
    private async Task Resume()
    {
        var link = StoredLink();
        try
        {
            if (await link.Confirm(Node, state.State.Connection).WaitAsync(ConfirmPatience, time))
            {
                Attach(link);
                await Announce();
            }
            else
            {
                await ForgetOrExpect("its link closed while its grain was away");
            }
        }
        catch (ClientNotAvailableException)
        {
            await ForgetOrExpect("its gateway is gone");
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            // The way to the gateway led over the dead silo too. Not connected until it answers or the node is heard; where neither
            // comes, the watch forgets it.
            LogUnconfirmed(exception, Node);
            Watch();
            this.RegisterGrainTimer(ConfirmAgain, state.State.Connection, new GrainTimerCreationOptions { DueTime = ConfirmPause, Period = Timeout.InfiniteTimeSpan });
        }
    }

    private Task ConfirmAgain(long connection, CancellationToken cancellationToken) =>
        _link is null && state.State.Link is not null && connection == state.State.Connection ? Resume() : Task.CompletedTask;

    /// <summary>A new connection takes the place of the former one; where it does not continue what that had, whoever counts on the node is told first.</summary>
    private async Task Replace(bool continues)
    {
        if (_link is not null)
            await _link.Close("another connection with the same key took over");
        if (state.State.Link is not null && !continues)
            await Forget("it connected again");
        (state.State.Connection, state.State.Continues) = (state.State.Connection + 1, continues);
        if (!continues)
            (state.State.DraftModel, state.State.Problem) = (null, null);
    }

    /// <summary>A gateway that is gone need not have taken the node along: one that keeps what it has is given time to come back, and its triad goes on meanwhile.</summary>
    private Task ForgetOrExpect(string reason)
    {
        if (state.State.Registration?.Incarnation is null)
            return Forget(reason);
        _returned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LogExpected(Node, reason);
        this.RegisterGrainTimer(GiveUp, (state.State.Connection, reason), new GrainTimerCreationOptions { DueTime = ReturnPatience, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
        return Task.CompletedTask;
    }

    private Task GiveUp((long Connection, string Reason) expected, CancellationToken cancellationToken) =>
        _returned is not null && expected.Connection == state.State.Connection ? Forget(expected.Reason) : Task.CompletedTask;

    /// <summary>Commands that waited for the node go out now, or hear that it is gone.</summary>
    private void EndExpecting()
    {
        _returned?.SetResult();
        _returned = null;
    }

    private INodeLink StoredLink() => GrainFactory.GetGrain<INodeLink>(GrainId.Parse(state.State.Link!));

    private void Attach(INodeLink link)
    {
        _link = link;
        EndExpecting();
        Watch();
    }

    private void Watch()
    {
        if (_watch is null || _link is not null)
            _heard = time.GetUtcNow();
        _watch ??= this.RegisterGrainTimer(CheckSilence, Patience, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Patience => options.Value.Heartbeat * 3;

    private async Task CheckSilence()
    {
        var silence = time.GetUtcNow() - _heard;
        if (state.State.Link is null)
            return;
        if (silence < Patience)
        {
            // Armed once per silence, not with every heartbeat.
            _watch?.Change(Patience - silence, Timeout.InfiniteTimeSpan);
            return;
        }

        events.Record(NodeEvents.Silent(Region, Node, silence, time.GetUtcNow()));
        if (_link is not null)
            await _link.Close($"no heartbeat for {silence.TotalSeconds:0.0} s");
        await Forget("it went silent");
    }

    /// <summary>Tells before it stores: the node itself keeps what it has loaded, and the store only spares it the question.</summary>
    private async Task Loaded(string? draft, string? problem)
    {
        var changed = (state.State.DraftModel, state.State.Problem) != (draft, problem);
        (state.State.DraftModel, state.State.Problem) = (draft, problem);
        if (problem is not null)
            LogProblem(Node, problem);
        if (changed && problem is not null)
            events.Record(NodeEvents.Problem(Region, Node, problem, time.GetUtcNow()));
        await Announce();
        if (changed)
            await state.WriteStateAsync();
    }

    private Task Tell(TriadId triad, NodeEvent report) => GrainFactory.GetGrain<ITriadGrain>(triad.Value).OnEvent(Node, report);

    /// <summary>Announces the node again where the region may not know it any more: it was moved, or a call was lost.</summary>
    private async Task Remind()
    {
        var region = _region ??= regions.Of(Region);
        if (region.IsDue())
            await region.Ask(GrainFactory);
        if (--_untilRefresh <= 0 || _announcedTo != region.Known)
            await Announce();
    }

    private Task Announce()
    {
        var registration = state.State.Registration!;
        _region = regions.Of(Region);
        _announcedTo = _region.Known;
        // Spread by the node's name, so that nodes that joined together do not refresh together.
        _untilRefresh = RefreshHeartbeats + (int)(this.GetGrainId().GetUniformHashCode() % RefreshHeartbeats);
        return GrainFactory.GetGrain<IRegionGrain>(Region).NodeUp(new RegionNode(
            new PeerAddress(Node, registration.PeerEndpoint), state.State.Layer, LayerRules.ModelMemory(registration.Fingerprint),
            _draining ? null : state.State.DraftModel, Available: state.State.Problem is null && !_draining));
    }

    /// <summary>The node will leave: nothing new is given to it, and what it has is taken over while it works on.</summary>
    private async Task Drain(string reason)
    {
        if (_draining)
            return;
        _draining = true;
        LogDraining(Node, reason);
        events.Record(NodeEvents.Draining(Region, Node, reason, time.GetUtcNow()));
        await Announce();
        if (state.State.Triad is { } triad)
            await GrainFactory.GetGrain<ITriadGrain>(triad.Value).Drain(Node);
        await ReleaseSessions();
    }

    /// <summary>Sessions that the node drafts for take another scout.</summary>
    private async Task ReleaseSessions()
    {
        var drafting = _drafting;
        _drafting = null;
        foreach (var session in drafting ?? [])
        {
            await GrainFactory.GetGrain<ISessionGrain>(session.ToString()).OnScoutLost(Node);
            await Send(new CloseSession(session));
        }
    }

    /// <summary>Not stored: whoever finds the closed link in the store asks it, and hears that it is closed.</summary>
    private async Task Forget(string reason)
    {
        _watch?.Dispose();
        var triad = state.State.Triad;
        (_link, _watch, _heartbeat, _draining) = (null, null, null, false);
        EndExpecting();
        (state.State.Link, state.State.DraftModel, state.State.Problem, state.State.Triad, state.State.Role) = (null, null, null, null, null);
        LogLeft(Node, reason);
        events.Record(NodeEvents.Left(Region, Node, reason, time.GetUtcNow()));
        await GrainFactory.GetGrain<IRegionGrain>(Region).NodeDown(Node);
        if (triad is { } served)
            await GrainFactory.GetGrain<ITriadGrain>(served.Value).MemberLost(Node);
        await ReleaseSessions();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} joined as {Layer}, connection {Connection}: {Cpu}")]
    private partial void LogJoined(NodeId node, SwarmLayer layer, long connection, string cpu);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is about to leave: {Reason}")]
    private partial void LogDraining(NodeId node, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is gone: {Reason}")]
    private partial void LogLeft(NodeId node, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node} is expected back: {Reason}")]
    private partial void LogExpected(NodeId node, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The link of node {Node} gives no answer; the node counts as not connected until it is heard")]
    private partial void LogUnconfirmed(Exception exception, NodeId node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Command {Command} for node {Node} was not delivered; who sent it is told")]
    private partial void LogUndelivered(Exception exception, NodeId node, string command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} can't do its work: {Reason}")]
    private partial void LogProblem(NodeId node, string reason);
}
