using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;

namespace FarAi.Core.Triads;

/// <summary>What a region does with free Primes: fills triads that wait, forms missing ones, sets standbys aside. Pure.</summary>
public static class TriadFormation
{
    /// <summary>Standbys that each triad gets before another triad is formed.</summary>
    public const int StandbysPerTriad = 1;

    /// <summary>The next step, or null where there is nothing to do. Apply it and ask again.</summary>
    /// <param name="region">The region's name.</param>
    /// <param name="models">Models to serve, in order of importance.</param>
    /// <param name="nodes">Connected nodes.</param>
    /// <param name="triads">Known triads; one that is only proposed counts with the members proposed.</param>
    public static FormationStep? Next(
        string region, IReadOnlyList<(ModelSource Source, ModelShape Shape)> models, IEnumerable<RegionNode> nodes, IReadOnlyCollection<TriadView> triads)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(triads);
        var taken = triads.SelectMany(t => t.Members.Select(m => m.Address.Node).Concat(t.Standbys)).ToHashSet();
        var free = nodes
            .Where(n => n.Layer == SwarmLayer.Prime && n.Available && !taken.Contains(n.Node))
            .OrderByDescending(n => n.MemoryBytes).ThenBy(n => n.Node.Value, StringComparer.Ordinal)
            .Select(n => new TriadCandidate(n.Address, n.MemoryBytes))
            .ToList();
        if (free.Count == 0)
            return null;
        if (triads.FirstOrDefault(t => t.Phase == TriadPhase.Waiting) is { } waiting)
            return FormationStep.Offer(waiting.Triad, free[0]);
        if (free.Count >= 3 && models.FirstOrDefault(m => triads.All(t => t.Model != m.Source.Model)) is { Source: not null } missing)
            return Propose(region, missing, free, triads);
        if (triads.Where(t => t.Standbys.Count < StandbysPerTriad).MinBy(t => t.Standbys.Count) is { } exposed)
            return FormationStep.Offer(exposed.Triad, free[0]);
        return free.Count >= 3 && models.Count > 0
            ? Propose(region, models.MinBy(m => triads.Count(t => t.Model == m.Source.Model)), free, triads)
            : null;
    }

    private static FormationStep Propose(
        string region, (ModelSource Source, ModelShape Shape) model, List<TriadCandidate> free, IReadOnlyCollection<TriadView> triads)
    {
        var number = 1;
        while (triads.Any(t => t.Triad == IdOf(model.Source.Model, number)))
            number++;
        return FormationStep.Form(new TriadProposal(IdOf(model.Source.Model, number), region, model.Source, model.Shape, free[..3], []));
    }

    private static TriadId IdOf(string model, int number) => new($"{model}/t{number}");
}
