using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Core.Routing;

/// <summary>Chooses where a session runs: the least loaded triad and scout that fit. Pure; ties go to the smaller id, so that a choice can be replayed.</summary>
public static class RouteChooser
{
    /// <summary>A route for a request.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="triads">Known triads with the sessions on each.</param>
    /// <param name="nodes">Known nodes with the sessions that each drafts for.</param>
    /// <param name="maxSessionsPerTriad">A triad with this many is full.</param>
    public static RouteDecision Choose(
        RouteRequest request, IEnumerable<(TriadView Triad, int Sessions)> triads, IEnumerable<(RegionNode Node, int Sessions)> nodes, int maxSessionsPerTriad)
    {
        ArgumentNullException.ThrowIfNull(request);
        var serving = triads.Where(t => t.Triad.Model == request.Model).ToList();
        var ready = serving.Where(t => t.Triad.Phase == TriadPhase.Ready).ToList();
        var free = ready.Where(t => t.Sessions < maxSessionsPerTriad).OrderBy(t => t.Sessions).ThenBy(t => t.Triad.Triad.Value, StringComparer.Ordinal).FirstOrDefault();
        if (free.Triad is null)
        {
            var why = ready.Count > 0 ? "every triad that serves this model is full"
                : serving.Count > 0 ? "the triads that serve this model are not ready"
                : "no triad serves this model yet";
            return new RouteDecision(null, null, why, Soon: ready.Count == 0 && serving.Any(t => t.Triad.Phase == TriadPhase.Forming));
        }

        return new RouteDecision(free.Triad, ChooseScout(request.DraftModel, nodes, except: null), null);
    }

    /// <summary>The scout with the fewest sessions that has the draft model ready; null where there is none.</summary>
    public static RouteScout? ChooseScout(string? draftModel, IEnumerable<(RegionNode Node, int Sessions)> nodes, NodeId? except)
    {
        var scout = nodes
            .Where(n => n.Node.Layer == SwarmLayer.Scout && draftModel is not null && n.Node.DraftModel == draftModel && n.Node.Node != except)
            .OrderBy(n => n.Sessions).ThenBy(n => n.Node.Node.Value, StringComparer.Ordinal)
            .FirstOrDefault();
        return scout.Node is null ? null : new RouteScout(scout.Node.Address);
    }
}
