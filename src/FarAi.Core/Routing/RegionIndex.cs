using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Core.Routing;

/// <summary>
/// A region's memory: nodes, triads, and which session runs where. Single-threaded; every load is counted here when a
/// route is given, so that routes don't herd on what was idle a moment ago.
/// </summary>
public sealed class RegionIndex(string region, IReadOnlyList<(ModelSource Source, ModelShape Shape)> models, int maxSessionsPerTriad)
{
    private const int MostHints = 1024;
    private readonly Dictionary<NodeId, RegionNode> _nodes = [];
    private readonly Dictionary<TriadId, TriadView> _triads = [];

    // Kept up to date with every change, so that forming triads never looks through all nodes.
    private readonly SortedSet<RegionNode> _free = new(TriadFormation.ByMemory);
    private readonly Dictionary<NodeId, int> _taken = [];
    private readonly Dictionary<SessionId, (RouteRequest Request, TriadId Triad, NodeId? Scout)> _sessions = [];
    private readonly Dictionary<TriadId, int> _triadLoad = [];
    private readonly Dictionary<NodeId, int> _scoutLoad = [];
    private readonly Dictionary<(TriadId, NodeId?), SpeculationEstimate> _hints = [];

    /// <summary>Connected nodes.</summary>
    public IReadOnlyCollection<RegionNode> Nodes => _nodes.Values;

    /// <summary>Triads, proposed ones included.</summary>
    public IReadOnlyCollection<TriadView> Triads => _triads.Values;

    /// <summary>Sessions routed and not yet released.</summary>
    public int Sessions => _sessions.Count;

    /// <summary>A node joined or changed; false where it says nothing new.</summary>
    public bool NodeUp(RegionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (_nodes.TryGetValue(node.Node, out var known))
        {
            if (known == node)
                return false;
            _free.Remove(known);
        }

        _nodes[node.Node] = node;
        if (IsFree(node))
            _free.Add(node);
        return true;
    }

    /// <summary>A node is gone. Triads learn it from the node's own grain.</summary>
    public void NodeDown(NodeId node)
    {
        if (_nodes.Remove(node, out var known))
            _free.Remove(known);
    }

    /// <summary>A triad changed; an older epoch's news is ignored.</summary>
    public void TriadChanged(TriadView triad)
    {
        ArgumentNullException.ThrowIfNull(triad);
        if (!_triads.TryGetValue(triad.Triad, out var known) || triad.Epoch >= known.Epoch)
            Replace(known, triad);
    }

    /// <summary>A triad that was proposed says that it does not exist: the proposal was lost on its way, and its nodes are free again.</summary>
    public void Withdraw(TriadId triad)
    {
        if (!_triads.TryGetValue(triad, out var known) || known.Epoch != 0)
            return;
        Replace(known, known with { Members = [], Standbys = [] });
        _triads.Remove(triad);
    }

    /// <summary>What to do with free Primes, as far as is known; what it returns counts as done.</summary>
    public IEnumerable<FormationStep> Form()
    {
        while (TriadFormation.Next(region, models, _free, _triads.Values) is { } step)
        {
            if (step.Proposal is { } proposal)
            {
                Replace(_triads.GetValueOrDefault(step.Triad), new TriadView(
                    step.Triad, proposal.Model.Model, TriadPhase.Forming, 0,
                    [.. proposal.Candidates.Select((c, i) => new TriadMember(c.Address, (TriadRole)i, default))], [], "", "proposed"));
            }
            else if (step.Standby is { } standby)
            {
                // Offers to a triad that waits may fill its places: until it answers, they count as standing by.
                var triad = _triads[step.Triad];
                var offered = triad with { Standbys = [.. triad.Standbys, standby.Address.Node] };
                var completes = triad.Phase == TriadPhase.Waiting && TriadFormation.Missing(offered) <= 0;
                Replace(triad, completes ? offered with { Phase = TriadPhase.Forming } : offered);
            }

            yield return step;
        }
    }

    /// <summary>Chooses and counts. A session that asks again gives up its former route.</summary>
    public RouteDecision Route(RouteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Release(request.Session, null);
        var decision = RouteChooser.Choose(request, _triads.Values.Select(t => (t, Load(_triadLoad, t.Triad))), Scouts(), maxSessionsPerTriad);
        if (decision.Triad is not { } triad)
            return decision;
        var scout = decision.Scout?.Address.Node;
        Count(request, triad.Triad, scout);
        return decision with { Hint = _hints.GetValueOrDefault((triad.Triad, scout)) };
    }

    /// <summary>Another scout for a session that has lost one.</summary>
    public RouteScout? ReplaceScout(SessionId session, NodeId lost)
    {
        if (!_sessions.TryGetValue(session, out var route))
            return null;
        Release(session, null);
        var scout = RouteChooser.ChooseScout(route.Request.DraftModel, Scouts(), except: lost);
        Count(route.Request, route.Triad, scout?.Address.Node);
        return scout;
    }

    /// <summary>A session needs its nodes no longer.</summary>
    public void Release(SessionId session, SpeculationEstimate? learnt)
    {
        if (!_sessions.Remove(session, out var route))
            return;
        _triadLoad[route.Triad]--;
        if (route.Scout is { } scout)
            _scoutLoad[scout]--;
        if (learnt is null)
            return;
        if (_hints.Count >= MostHints)
            _hints.Clear();
        _hints[(route.Triad, route.Scout)] = learnt;
    }

    private bool IsFree(RegionNode node) => TriadFormation.IsCandidate(node) && !_taken.ContainsKey(node.Node);

    private void Replace(TriadView? former, TriadView triad)
    {
        _triads[triad.Triad] = triad;
        // The new ones first: who stays is taken throughout.
        foreach (var node in NodesOf(triad))
        {
            var holders = _taken.GetValueOrDefault(node);
            _taken[node] = holders + 1;
            if (holders == 0 && _nodes.TryGetValue(node, out var known))
                _free.Remove(known);
        }

        foreach (var node in former is null ? [] : NodesOf(former))
        {
            if (--_taken[node] > 0)
                continue;
            _taken.Remove(node);
            if (_nodes.TryGetValue(node, out var known) && IsFree(known))
                _free.Add(known);
        }
    }

    private static IEnumerable<NodeId> NodesOf(TriadView triad) => triad.Members.Select(m => m.Address.Node).Concat(triad.Standbys);

    private IEnumerable<(RegionNode, int)> Scouts() => _nodes.Values.Select(n => (n, Load(_scoutLoad, n.Node)));

    private void Count(RouteRequest request, TriadId triad, NodeId? scout)
    {
        _sessions[request.Session] = (request, triad, scout);
        _triadLoad[triad] = Load(_triadLoad, triad) + 1;
        if (scout is { } node)
            _scoutLoad[node] = Load(_scoutLoad, node) + 1;
    }

    private static int Load<TKey>(Dictionary<TKey, int> loads, TKey key)
        where TKey : notnull => loads.GetValueOrDefault(key);
}
