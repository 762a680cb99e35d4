using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Nodes;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Triads;

/// <content>Who stands by for whom, and how a place changes hands while sessions go on.</content>
public sealed partial class TriadGrain
{
    /// <summary>Between two promotions because of mere silence; a triad whose nodes all are slow must not run in circles.</summary>
    private static readonly TimeSpan SilencePause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<NodeId, DateTimeOffset> _silent = [];

    /// <inheritdoc/>
    public async Task Drain(NodeId node)
    {
        await Apply(TriadRules.Drain(_state, node));
        await Protect();
    }

    /// <summary>
    /// Mirrors have taken the places of lost members. Sessions hear of it first, so that they obey the new tail; then all members at once.
    /// A repeat tells them the same.
    /// </summary>
    private async Task Promote()
    {
        await TellSessions();
        var members = _state.Members;
        var told = await Task.WhenAll(members.Select(m => Send(m, Order(m, continues: true))));
        if (told.Contains(null))
            Repeat(PromoteAgain);
        await Follow();
        foreach (var member in members.Where((_, i) => told[i] == true))
            await GrainFactory.GetGrain<INodeGrain>(member.Address.Node.Value).Assign(Triad, member.Role);
        foreach (var member in members.Where((_, i) => told[i] == false))
            await Apply(TriadRules.NodeLost(_state, member.Address.Node, "it is not connected"));
    }

    private Task PromoteAgain(long epoch, CancellationToken cancellationToken) =>
        epoch == _state.Epoch && _state.Phase == TriadPhase.Ready ? Promote() : Task.CompletedTask;

    /// <summary>Sets mirrors to the places that have none, where the policy wants that.</summary>
    private async Task Protect()
    {
        if (options.Value.Standby == StandbyPolicy.Cold && _state.Draining.IsEmpty)
            return;
        await Apply(TriadRules.Mirror(_state, everyPlace: options.Value.Standby != StandbyPolicy.Cold));
        await Follow();
    }

    /// <summary>Tells mirrors that have not reported yet whom to follow. What gets lost is said again with the next heartbeat.</summary>
    private async Task Follow() => await Task.WhenAll(_state.Mirrors.Where(m => !_state.Mirrored.Contains(m.Role)).Select(
        m => Send(m, Order(m, Before(m.Role), continues: _state.ContinuesFrom > 0))));

    /// <summary>Who has no place any more and is still linked is told so: it may only have been slow, or is about to leave.</summary>
    private async Task Dismiss(TriadState before)
    {
        var places = _state.Places().ToHashSet();
        var nodes = _state.Nodes().ToHashSet();
        foreach (var (node, role) in before.Places().Where(p => !places.Contains(p) && nodes.Contains(p.Node)).ToList())
            await Dismiss(node, new UnloadShard(Triad, role));
        foreach (var node in before.Nodes().Where(n => !nodes.Contains(n)).ToList())
        {
            if (await Dismiss(node, new UnloadShard(Triad)))
                await GrainFactory.GetGrain<INodeGrain>(node.Value).Assign(null, null);
        }
    }

    private async Task<bool> Dismiss(NodeId node, UnloadShard command)
    {
        try
        {
            return await GrainFactory.GetGrain<INodeGrain>(node.Value).Send(command);
        }
        catch (Exception exception) when (Interruption.Is(exception))
        {
            LogUndismissed(exception, Triad, node);
            return false;
        }
    }

    /// <summary>A stage says that the next one is silent.</summary>
    private async Task OnSilent(PeerSilent silent)
    {
        var now = time.GetUtcNow();
        if (silent.Silence < TriadRules.SilencePatience && _silent.Values.Any(t => now - t < SilencePause))
            return;
        var next = TriadRules.Silent(_state, silent.Peer, silent.Role, silent.Epoch, silent.Silence);
        if (!ReferenceEquals(next, _state))
            _silent[silent.Peer] = now;
        await Apply(next);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Triad {Triad} could not tell {Node} that it has no place any more; the node's next epoch tells it")]
    private partial void LogUndismissed(Exception exception, TriadId triad, NodeId node);
}
