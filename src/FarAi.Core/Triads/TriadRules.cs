using System.Collections.Immutable;
using FarAi.Core.Identity;
using FarAi.Core.Models;

namespace FarAi.Core.Triads;

/// <summary>The life of a triad: forms, gets ready, loses members, takes in standbys. Pure: each rule returns the next state, or the same instance where nothing changes.</summary>
public static class TriadRules
{
    /// <summary>How long a silent node that nothing can replace at once, or a silent mirror, is borne with.</summary>
    public static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(1);

    private static readonly TriadRole[] Places = [TriadRole.Head, TriadRole.Middle, TriadRole.Tail];

    /// <summary>Takes a proposal; one that comes a second time changes nothing.</summary>
    /// <exception cref="ArgumentException">It does not name three different nodes.</exception>
    public static TriadState Form(TriadState state, TriadProposal proposal)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(proposal);
        if (state.Phase != TriadPhase.None)
            return state;
        if (proposal.Candidates.Select(c => c.Address.Node).Distinct().Count() != Places.Length || proposal.Candidates.Count != Places.Length)
            throw new ArgumentException("a triad has three different members", nameof(proposal));
        var ranges = ShardPlanner.Plan(proposal.Shape, [.. proposal.Candidates.Select(c => c.MemoryBytes)]);
        return ranges is null
            ? state with { Proposal = proposal, Phase = TriadPhase.Waiting, Problem = "the model does not fit into the memory of these three nodes" }
            : state with
            {
                Proposal = proposal,
                Phase = TriadPhase.Forming,
                Epoch = state.Epoch + 1,
                Layers = Places.Zip(ranges).ToImmutableDictionary(p => p.First, p => p.Second),
                Members = [.. Places.Select((place, i) => new TriadMember(proposal.Candidates[i].Address, place, ranges[i]))],
                Standbys = [.. proposal.Standbys],
                Ready = [],
                Problem = null,
            };
    }

    /// <summary>A member reports that it is loaded and linked.</summary>
    public static TriadState MemberReady(TriadState state, NodeId node, long epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        var member = state.Members.Find(m => m.Address.Node == node);
        if (member is null || epoch != state.Epoch || state.Phase != TriadPhase.Forming || state.Ready.Contains(member.Role))
            return state;
        var ready = state.Ready.Add(member.Role);
        return state with { Ready = ready, Phase = ready.Count == Places.Length ? TriadPhase.Ready : TriadPhase.Forming };
    }

    /// <summary>A mirror reports that it follows its place.</summary>
    public static TriadState MirrorReady(TriadState state, NodeId node, TriadRole role, long epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        return epoch == state.Epoch && state.Mirrors.Exists(m => m.Address.Node == node && m.Role == role) && !state.Mirrored.Contains(role)
            ? Relieve(state with { Mirrored = state.Mirrored.Add(role) })
            : state;
    }

    /// <summary>A mirror follows its place no more.</summary>
    public static TriadState MirrorLost(TriadState state, NodeId node, TriadRole role, long epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        return epoch == state.Epoch && state.Mirrors.Find(m => m.Address.Node == node && m.Role == role) is { } mirror
            ? state with { Mirrors = state.Mirrors.Remove(mirror), Mirrored = state.Mirrored.Remove(role) }
            : state;
    }

    /// <summary>
    /// Gives places of a triad that serves mirrors, as far as standbys have memory for the shards. A standby is better than a member of another place, whose
    /// loss would be that of both.
    /// </summary>
    /// <param name="state">The present state.</param>
    /// <param name="everyPlace">Whether all places get one; otherwise only those that are to change hands.</param>
    public static TriadState Mirror(TriadState state, bool everyPlace = true)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Phase != TriadPhase.Ready)
            return state;
        var next = state;
        foreach (var member in state.Members.Where(m => everyPlace || IsToMove(state, m)))
        {
            var present = next.Mirrors.Find(m => m.Role == member.Role);
            if (present is not null && next.Standbys.Exists(s => s.Address.Node == present.Address.Node))
                continue;
            var needed = ShardPlanner.BytesOf(state.Proposal!.Shape, member.Layers);
            if (next.Standbys.Find(s => s.MemoryBytes - Used(next, s.Address.Node) >= needed) is not { } standby)
                continue;
            var others = present is null ? next.Mirrors : next.Mirrors.Remove(present);
            next = next with { Mirrors = others.Add(member with { Address = standby.Address }), Mirrored = next.Mirrored.Remove(member.Role) };
        }

        return next;
    }

    /// <summary>A node is about to leave. It keeps its places until mirrors follow them; what it is beside them ends now.</summary>
    public static TriadState Drain(TriadState state, NodeId node)
    {
        ArgumentNullException.ThrowIfNull(state);
        var without = Without(state, node);
        return state.Members.Exists(m => m.Address.Node == node) && !state.Draining.Contains(node)
            ? Relieve(without with { Draining = without.Draining.Add(node) })
            : without;
    }

    /// <summary>
    /// A node that has a place, or mirrors it, is silent for much longer than it used to be. Where a mirror follows, that takes the place at once: an epoch too many costs
    /// next to nothing. Otherwise the silence has to last, and a standby to be there.
    /// </summary>
    public static TriadState Silent(TriadState state, NodeId node, TriadRole role, long epoch, TimeSpan silence)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (epoch != state.Epoch || state.Phase != TriadPhase.Ready)
            return state;
        var places = state.Members.FindAll(m => m.Address.Node == node);
        if (!places.Exists(m => m.Role == role))
            return silence >= SilencePatience ? MirrorLost(state, node, role, epoch) : state;
        var replaced = places.TrueForAll(m => state.Mirrored.Contains(m.Role) && state.Mirrors.Exists(o => o.Role == m.Role && o.Address.Node != node));
        var replaceable = silence >= SilencePatience
            && places.TrueForAll(m => state.Standbys.Exists(s => s.Address.Node != node && s.MemoryBytes >= ShardPlanner.BytesOf(state.Proposal!.Shape, m.Layers)));
        return replaced || replaceable ? NodeLost(state, node, $"no answer for {silence.TotalMilliseconds:0} ms") : state;
    }

    /// <summary>
    /// A node left, failed to load, or is suspected: it leaves its place. A mirror that follows takes it and sessions go on; else a standby
    /// takes it, where there is one, and they open again.
    /// </summary>
    public static TriadState NodeLost(TriadState state, NodeId node, string reason)
    {
        ArgumentNullException.ThrowIfNull(state);
        var without = Without(state, node);
        var lost = state.Members.FindAll(m => m.Address.Node == node);
        if (lost.Count == 0)
            return without;
        without = without with { Draining = without.Draining.Remove(node) };
        var problem = $"{string.Join(" and ", lost.Select(m => m.Role))} {node.Brief} is gone: {reason}";
        return state.Phase == TriadPhase.Ready && lost.TrueForAll(m => without.Mirrored.Contains(m.Role))
            ? Promote(without, lost, problem)
            : Refill(without with { Members = without.Members.RemoveAll(m => m.Address.Node == node) }, problem);
    }

    /// <summary>
    /// A link between two members broke while the grid still reaches both: the same members try again in a new epoch. Also while the
    /// others still load: the member whose link broke may have reported ready before, and would never link again.
    /// </summary>
    public static TriadState Relink(TriadState state, long epoch)
    {
        ArgumentNullException.ThrowIfNull(state);
        return epoch == state.Epoch && state.Phase is (TriadPhase.Ready or TriadPhase.Forming) ? Refill(state, "a link between members broke") : state;
    }

    /// <summary>A free Prime stands by, or takes an empty place at once. One that returned with a new address replaces its former self.</summary>
    public static TriadState Offer(TriadState state, TriadCandidate candidate)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(candidate);
        if (state.Phase == TriadPhase.None || state.Members.Exists(m => m.Address.Node == candidate.Address.Node) || state.Standbys.Contains(candidate))
            return state;
        state = Without(state, candidate.Address.Node);
        var standbys = state.Standbys.RemoveAll(s => s.Address.Node == candidate.Address.Node).Add(candidate);
        var next = state with { Standbys = standbys };
        return state.Phase == TriadPhase.Waiting && state.Layers.Count == Places.Length ? Refill(next, state.Problem ?? "a member is missing") : next;
    }

    /// <summary>Whether a place should change hands although its member serves: that is about to leave, or has an earlier place as well.</summary>
    private static bool IsToMove(TriadState state, TriadMember member) =>
        state.Draining.Contains(member.Address.Node) || state.Members.Exists(m => m.Address.Node == member.Address.Node && m.Role < member.Role);

    /// <summary>Places that are to change hands do so once standbys follow them; those of one node all at once.</summary>
    private static TriadState Relieve(TriadState state)
    {
        if (state.Phase != TriadPhase.Ready)
            return state;
        foreach (var node in state.Members.Select(m => m.Address.Node).Distinct())
        {
            var moving = state.Members.FindAll(m => m.Address.Node == node && IsToMove(state, m));
            if (moving.Count == 0 || !moving.TrueForAll(m => state.Mirrored.Contains(m.Role) && state.Mirrors.Exists(o => o.Role == m.Role && state.Standbys.Exists(s => s.Address.Node == o.Address.Node))))
                continue;
            return state.Draining.Contains(node)
                ? NodeLost(state, node, "it was asked to leave")
                : Promote(state, moving, $"{string.Join(" and ", moving.Select(m => m.Role))} moves from {node.Brief}, which has another place, to a node of its own");
        }

        return state;
    }

    private static long Used(TriadState state, NodeId node) =>
        state.Mirrors.Where(m => m.Address.Node == node).Sum(m => ShardPlanner.BytesOf(state.Proposal!.Shape, m.Layers));

    /// <summary>The state without what the node is beside its places: a standby, a mirror. The same instance where it is neither.</summary>
    private static TriadState Without(TriadState state, NodeId node)
    {
        var standbys = state.Standbys.RemoveAll(s => s.Address.Node == node);
        var mirrors = state.Mirrors.RemoveAll(m => m.Address.Node == node);
        return standbys.Count == state.Standbys.Count && mirrors.Count == state.Mirrors.Count
            ? state
            : state with { Standbys = standbys, Mirrors = mirrors, Mirrored = state.Mirrored.Intersect(mirrors.Select(m => m.Role)) };
    }

    /// <summary>Mirrors take the lost places. The other mirrors have to follow the new members, and report that anew.</summary>
    private static TriadState Promote(TriadState state, ImmutableList<TriadMember> lost, string problem)
    {
        var promoted = lost.Select(l => state.Mirrors.Find(m => m.Role == l.Role)!).ToImmutableList();
        return state with
        {
            Members = [.. state.Members.RemoveRange(lost).AddRange(promoted).OrderBy(m => m.Role)],
            Standbys = state.Standbys.RemoveAll(s => promoted.Exists(p => p.Address.Node == s.Address.Node)),
            Mirrors = state.Mirrors.RemoveRange(promoted),
            Mirrored = [],
            Epoch = state.Epoch + 1,
            ContinuesFrom = state.Epoch,
            Problem = problem,
        };
    }

    private static TriadState Refill(TriadState state, string problem)
    {
        var members = state.Members;
        var standbys = state.Standbys;
        foreach (var place in Places.Where(place => !members.Exists(m => m.Role == place)))
        {
            var needed = ShardPlanner.BytesOf(state.Proposal!.Shape, state.Layers[place]);
            if (standbys.Find(s => s.MemoryBytes >= needed) is not { } standby)
                return state with { Members = members, Standbys = standbys, Mirrors = [], Mirrored = [], ContinuesFrom = 0, Ready = [], Phase = TriadPhase.Waiting, Problem = problem };
            standbys = standbys.Remove(standby);
            members = members.Add(new TriadMember(standby.Address, place, state.Layers[place]));
        }

        return state with
        {
            Members = [.. members.OrderBy(m => m.Role)],
            Standbys = standbys,
            Mirrors = [],
            Mirrored = [],
            ContinuesFrom = 0,
            Ready = [],
            Phase = TriadPhase.Forming,
            Epoch = state.Epoch + 1,
            Problem = problem,
        };
    }
}
