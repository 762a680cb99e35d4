using FarAi.Core.Events;
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

/// <summary>
/// Drives one triad: <see cref="TriadRules"/> decides, this grain stores and then tells nodes, region and sessions. Moved to another silo,
/// it goes on in the same epoch with the same members, and only those that are gone meanwhile are replaced.
/// </summary>
[GrainType("triad")]
public sealed partial class TriadGrain(
    [PersistentState("triad", GrainsServiceCollectionExtensions.Storage)] IPersistentState<TriadEpoch> store,
    IEntropy entropy,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    IEventRecorder events,
    ILogger<TriadGrain> logger) : Grain, ITriadGrain
{
    /// <summary>How long a broken link between members waits for the news that one of them is gone, before the same members link again.</summary>
    private static readonly TimeSpan RelinkDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a triad that was moved asks for a member before it counts as gone: the node's own grain may be moving too.</summary>
    private const int Enquiries = 4;
    private static readonly TimeSpan EnquiryPeriod = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<SessionId> _sessions = [];
    private TriadState _state = new();
    private IGrainTimer? _loadTimeout;
    private IGrainTimer? _relink;
    private IGrainTimer? _again; // one for all members that an order did not reach, or each repeat would begin as many more

    private TriadId Triad => new(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _state = store.State.Triad ?? new TriadState { Epoch = store.State.Epoch };
        // Kept alive: which sessions want to be told is known to this activation only.
        this.RegisterGrainTimer(Beat, new GrainTimerCreationOptions { DueTime = options.Value.Heartbeat, Period = options.Value.Heartbeat, KeepAlive = true });
        if (_state.Phase != TriadPhase.None)
            this.RegisterGrainTimer(Resume, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Form(TriadProposal proposal) => Apply(TriadRules.Form(_state, proposal));

    /// <inheritdoc/>
    public Task OfferStandby(TriadCandidate candidate) =>
        _silent.TryGetValue(candidate.Address.Node, out var since) && time.GetUtcNow() - since < options.Value.Heartbeat * 3
            ? Announce() // it may hang yet; a node that does is noticed by then
            : Apply(TriadRules.Offer(_state, candidate));

    /// <inheritdoc/>
    public Task OnEvent(NodeId node, NodeEvent report)
    {
        switch (report)
        {
            case ShardReady ready:
                return Apply(_state.Members.Exists(m => m.Address.Node == node && m.Role == ready.Role)
                    ? TriadRules.MemberReady(_state, node, ready.Epoch)
                    : TriadRules.MirrorReady(_state, node, ready.Role, ready.Epoch));
            case MirrorLost lost:
                return Apply(TriadRules.MirrorLost(_state, node, lost.Role, lost.Epoch));
            case PeerSilent silent:
                return OnSilent(silent);
            case ShardFailed failed when failed.Epoch == _state.Epoch:
                return Apply(TriadRules.NodeLost(_state, node, failed.Reason));
            case PeerLost lost when lost.Epoch == _state.Epoch && _state.Members.Exists(m => m.Address.Node == lost.Peer):
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
        var (before, seen) = (_state, time.GetUtcNow());
        await Store(next);
        _state = next;
        LogChanged(Triad, next.Phase, next.Epoch, next.Problem ?? "all is well");
        events.Record(TriadEvents.Between(Triad, before, next, seen, time.GetUtcNow(), _sessions.Count));
        if (next.Epoch != before.Epoch && next.Continues(before.Epoch))
            await Promote();
        else if (next.Phase == TriadPhase.Forming && next.Epoch != before.Epoch)
            await Load();
        await Standbys(before);
        await Announce();
        if (next.Phase != before.Phase || (next.Epoch != before.Epoch && !next.Continues(before.Epoch)))
            await TellSessions();
        if (next.Phase == TriadPhase.Ready && (before.Phase != TriadPhase.Ready || next.Standbys.Count > before.Standbys.Count))
            await Protect();
        await Dismiss(before);
    }

    private PeerAddress Before(TriadRole role) => _state.Members[((int)role + 2) % 3].Address;

    private LoadShard Order(TriadMember place, PeerAddress? mirrors = null, bool continues = false) => new(
        Triad, _state.Epoch, _state.Proposal!.Model, place.Layers, place.Role, _state.Members[((int)place.Role + 1) % 3].Address,
        store.State.MemberKey, store.State.ScoutKey, mirrors, continues,
        mirrors is not null && options.Value.Standby == StandbyPolicy.Warm && !_state.Draining.Contains(_state.Members[(int)place.Role].Address.Node));

    /// <summary>Whether the command is on the node's link; null where the node's grain is just being moved.</summary>
    private async Task<bool?> Send(TriadMember member, LoadShard command)
    {
        try
        {
            return await GrainFactory.GetGrain<INodeGrain>(member.Address.Node.Value).Send(command);
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            LogInterrupted(exception, Triad, member.Role);
            return null;
        }
    }

    /// <summary>
    /// Persist before telling: after a crash no node may be told the same epoch with other members, or with other keys. An
    /// activation that can't store ends, and the next one reads what the store has.
    /// </summary>
    private async Task Store(TriadState next)
    {
        var record = store.State;
        if (next.Epoch != record.Epoch)
            (record.MemberKey, record.ScoutKey) = (NewKey(), NewKey());
        (record.Epoch, record.Triad) = (next.Epoch, next);
        var stored = false;
        try
        {
            await store.WriteStateAsync();
            stored = true;
        }
        finally
        {
            if (!stored)
                this.DeactivateOnIdle();
        }
    }

    /// <summary>Goes on where another activation was when its silo died: loads that it may not have told are told again.</summary>
    private async Task Resume()
    {
        LogResumed(Triad, _state.Epoch, _state.Phase);
        events.Record(TriadEvents.Resumed(Triad, _state.Proposal!.Region, _state.Epoch, _state.Phase, time.GetUtcNow()));
        if (_state.Phase == TriadPhase.Forming)
            await Load();
        else if (_state.Phase == TriadPhase.Ready && _state.ContinuesFrom > 0)
            await Promote();
        await Announce();
        Enquire(Enquiries);
    }

    /// <summary>Asks the nodes while others are served: the answers are drawn on in a turn of their own.</summary>
    private void Enquire(int left) => this.RegisterGrainTimer(
        static async (asked, _) =>
        {
            var (grain, left) = asked;
            List<NodeId> nodes = [.. grain._state.Members.Select(m => m.Address.Node), .. grain._state.Standbys.Select(s => s.Address.Node)];
            var connected = await Task.WhenAll(nodes.Select(grain.IsConnected));
            List<NodeId> missing = [.. nodes.Where((_, i) => !connected[i])];
            if (missing.Count > 0 && left > 1)
                grain.Enquire(left - 1);
            else if (missing.Count > 0)
                grain.RegisterGrainTimer(Missed, (grain, missing), new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan });
        },
        (Grain: this, Left: left),
        new GrainTimerCreationOptions { DueTime = left == Enquiries ? TimeSpan.Zero : EnquiryPeriod, Period = Timeout.InfiniteTimeSpan, Interleave = true });

    private static async Task Missed((TriadGrain Grain, List<NodeId> Nodes) missing, CancellationToken cancellationToken)
    {
        foreach (var node in missing.Nodes)
            await missing.Grain.Apply(TriadRules.NodeLost(missing.Grain._state, node, "it is gone since the triad's silo died"));
    }

    private async Task<bool> IsConnected(NodeId node)
    {
        try
        {
            var status = await GrainFactory.GetGrain<INodeGrain>(node.Value).GetStatus().WaitAsync(EnquiryPeriod, time);
            return status.Connected || status.Expected; // where it does not come back, its grain says so
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            return false;
        }
    }

    /// <summary>Tells the members of the present epoch; a repeat tells them the same.</summary>
    private async Task Load()
    {
        _loadTimeout?.Dispose();
        _loadTimeout = this.RegisterGrainTimer(CheckLoaded, options.Value.LoadTimeout, Timeout.InfiniteTimeSpan);
        var lost = new List<NodeId>();
        foreach (var member in _state.Members)
        {
            if (await Tell(member, Order(member)) is not { } told)
                Repeat(LoadAgain);
            else if (!told)
                lost.Add(member.Address.Node);
        }

        foreach (var node in lost)
            await Apply(TriadRules.NodeLost(_state, node, "it is not connected"));
    }

    /// <summary>Whether the command is on the member's link; null where the member's grain is just being moved.</summary>
    private async Task<bool?> Tell(TriadMember member, LoadShard command)
    {
        try
        {
            await GrainFactory.GetGrain<INodeGrain>(member.Address.Node.Value).Assign(Triad, member.Role);
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            LogInterrupted(exception, Triad, member.Role);
            return null;
        }

        return await Send(member, command);
    }

    private void Repeat(Func<long, CancellationToken, Task> orders)
    {
        _again?.Dispose();
        _again = this.RegisterGrainTimer(orders, _state.Epoch, new GrainTimerCreationOptions { DueTime = RelinkDelay, Period = Timeout.InfiniteTimeSpan });
    }

    private Task LoadAgain(long epoch, CancellationToken cancellationToken) =>
        epoch == _state.Epoch && _state.Phase == TriadPhase.Forming ? Load() : Task.CompletedTask;

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

    private async Task Beat()
    {
        await Protect(); // a mirror that was lost gets a successor, but not at once: what ails it may need a while
        await Announce();
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
        Triad, _state.Proposal?.Model.Model ?? "", _state.Phase, _state.Epoch, _state.Members, [.. _state.Standbys.Select(s => s.Address.Node)], store.State.ScoutKey,
        _state.Phase == TriadPhase.Ready ? null : _state.Problem, _state.ContinuesFrom, [.. _state.Mirrored.Order()],
        _state.Mirrored.Contains(TriadRole.Tail) ? _state.Mirrors.Find(m => m.Role == TriadRole.Tail)?.Address.Node : null, options.Value.Standby);

    private string NewKey()
    {
        Span<byte> bytes = stackalloc byte[32];
        entropy.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Triad {Triad} is {Phase} in epoch {Epoch}: {Problem}")]
    private partial void LogChanged(TriadId triad, TriadPhase phase, long epoch, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Triad {Triad} did not reach its {Role}; it is told again")]
    private partial void LogInterrupted(Exception exception, TriadId triad, TriadRole role);

    [LoggerMessage(Level = LogLevel.Information, Message = "Triad {Triad} goes on in epoch {Epoch}, {Phase}, in a new activation")]
    private partial void LogResumed(TriadId triad, long epoch, TriadPhase phase);
}
