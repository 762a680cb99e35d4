using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Gateway.Status;

namespace FarAi.Cli.Up;

/// <summary>How far a starting grid has come.</summary>
/// <param name="Ready">Whether it serves.</param>
/// <param name="Complete">Whether it serves with everything that was asked for: scouts that draft, members that stand by.</param>
/// <param name="Line">The same in one line.</param>
internal sealed record GridProgress(bool Ready, bool Complete, string Line)
{
    /// <summary>Reads it off the grid's state; null while the gateway does not answer yet.</summary>
    public static GridProgress Of(UpSettings settings, GridStatus? status)
    {
        var scouts = settings.Draft is null ? 0 : settings.Scouts;
        var total = scouts + settings.Primes;
        if (status is null)
            return new GridProgress(false, false, $"control plane starts, {total} nodes too");
        var drafting = status.Nodes.Count(n => n.Layer == SwarmLayer.Scout && n.DraftModel is not null);
        var serving = status.Triads.FirstOrDefault(t => t.Phase == TriadPhase.Ready) ?? (status.Triads.Count > 0 ? status.Triads[0] : null);
        var triad = serving is null ? "no triad yet" : $"triad {serving.Phase.ToString().ToLowerInvariant()}";
        var line = $"nodes {status.Nodes.Count}/{total} · {triad} · scouts that draft {drafting}/{scouts}";
        var problem = status.Nodes.Select(n => n.Problem).FirstOrDefault(p => p is not null);
        return new GridProgress(
            status.Ready, status.Ready && drafting >= scouts && status.Nodes.Count >= total, problem is null ? line : $"{line} · {problem}");
    }
}
