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

    /// <summary>The order in which Primes are taken: most memory first, among equals the smaller id, so that a choice can be replayed.</summary>
    public static IComparer<RegionNode> ByMemory { get; } = Comparer<RegionNode>.Create(static (a, b) =>
    {
        var byMemory = b.MemoryBytes.CompareTo(a.MemoryBytes);
        return byMemory != 0 ? byMemory : string.CompareOrdinal(a.Node.Value, b.Node.Value);
    });

    /// <summary>Whether a node may serve in a triad, if it does not yet.</summary>
    public static bool IsCandidate(RegionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node is { Layer: SwarmLayer.Prime, Available: true };
    }

    /// <summary>The next step, or null where there is nothing to do. Apply it and ask again.</summary>
    /// <param name="region">The region's name.</param>
    /// <param name="models">Models to serve, in order of importance.</param>
    /// <param name="free">Candidates that serve in no triad, in the order of <see cref="ByMemory"/>.</param>
    /// <param name="triads">Known triads; one that is only proposed counts with the members proposed.</param>
    public static FormationStep? Next(
        string region, IReadOnlyList<(ModelSource Source, ModelShape Shape)> models, IReadOnlyCollection<RegionNode> free, IReadOnlyCollection<TriadView> triads)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(free);
        ArgumentNullException.ThrowIfNull(triads);
        if (free.Count == 0)
            return null;
        if (triads.FirstOrDefault(t => t.Phase == TriadPhase.Waiting && (free.Count >= Missing(t) || !IsServedElsewhere(t, triads))) is { } waiting)
            return FormationStep.Offer(waiting.Triad, Candidate(free.First()));
        if (free.Count >= 3 && models.FirstOrDefault(m => triads.All(t => t.Model != m.Source.Model)) is { Source: not null } missing)
            return Propose(region, missing, free, triads);
        if (triads.Where(t => t.Phase != TriadPhase.Waiting && t.Standbys.Count < StandbysPerTriad).MinBy(t => t.Standbys.Count) is { } exposed)
            return FormationStep.Offer(exposed.Triad, Candidate(free.First()));
        if (triads.FirstOrDefault(t => t.Phase == TriadPhase.Waiting) is { } incomplete)
            return FormationStep.Offer(incomplete.Triad, Candidate(free.First())); // nobody else needs it
        return free.Count >= 3 && models.Count > 0
            ? Propose(region, models.MinBy(m => triads.Count(t => t.Model == m.Source.Model)), free, triads)
            : null;
    }

    /// <summary>How many nodes a triad that waits lacks yet, those that stand by counted in.</summary>
    public static int Missing(TriadView triad)
    {
        ArgumentNullException.ThrowIfNull(triad);
        return 3 - triad.Members.Count - triad.Standbys.Count;
    }

    /// <summary>Nodes that can't complete a triad would idle in it; they protect another one of the same model first.</summary>
    private static bool IsServedElsewhere(TriadView waiting, IReadOnlyCollection<TriadView> triads) =>
        triads.Any(t => t.Triad != waiting.Triad && t.Model == waiting.Model && t.Phase == TriadPhase.Ready);

    private static FormationStep Propose(
        string region, (ModelSource Source, ModelShape Shape) model, IEnumerable<RegionNode> free, IReadOnlyCollection<TriadView> triads)
    {
        var known = triads.Select(t => t.Triad).ToHashSet();
        var number = 1;
        while (known.Contains(IdOf(region, model.Source.Model, number)))
            number++;
        return FormationStep.Form(new TriadProposal(IdOf(region, model.Source.Model, number), region, model.Source, model.Shape, [.. free.Take(3).Select(Candidate)], []));
    }

    private static TriadCandidate Candidate(RegionNode node) => new(node.Address, node.MemoryBytes);

    /// <summary>Regions form triads without asking one another, so the name of each says whose it is.</summary>
    private static TriadId IdOf(string region, string model, int number) => new($"{region}/{model}/t{number}");
}
