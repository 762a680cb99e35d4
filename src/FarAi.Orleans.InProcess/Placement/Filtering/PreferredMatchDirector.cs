using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Placement.Filtering;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Scores each silo by how many keys match this one without a gap, counted from the last key, and keeps the highest scores that
/// together leave enough candidates.
/// </summary>
internal sealed class PreferredMatchDirector(ILocalSiloDetails local, ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var strategy = (PreferredMatchSiloMetadataPlacementFilterStrategy)filterStrategy;
        var mine = metadata.GetSiloMetadata(local.SiloAddress).Metadata;
        SiloAddress[] all = [.. silos];
        if (mine.IsEmpty || all.Length <= strategy.MinCandidates)
            return all;
        var scores = Array.ConvertAll(all, Score);
        for (var cut = scores.Max(); cut > 0; cut--)
        {
            var kept = all.Where((_, i) => scores[i] >= cut).ToArray();
            if (kept.Length >= strategy.MinCandidates)
                return kept;
        }

        return all;

        int Score(SiloAddress silo)
        {
            var theirs = metadata.GetSiloMetadata(silo).Metadata;
            var keys = strategy.OrderedMetadataKeys;
            var score = 0;
            while (score < keys.Length && mine.TryGetValue(keys[^(score + 1)], out var value) && theirs.GetValueOrDefault(keys[^(score + 1)]) == value)
                score++;
            return score;
        }
    }
}
