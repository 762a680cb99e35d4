using FarAi.Core.Identity;
using FarAi.Core.Triads;

namespace FarAi.Core.Events;

/// <summary>What is worth telling of a triad: read off the difference of two states, whatever rule made it. Pure.</summary>
public static class TriadEvents
{
    /// <summary>What happened between two states.</summary>
    /// <param name="triad">The triad.</param>
    /// <param name="before">The former state.</param>
    /// <param name="after">The present one, stored.</param>
    /// <param name="seen">When the cause came in.</param>
    /// <param name="stored">When the present state was stored.</param>
    /// <param name="sessions">Sessions that the triad serves.</param>
    public static IReadOnlyList<GridEvent> Between(TriadId triad, TriadState before, TriadState after, DateTimeOffset seen, DateTimeOffset stored, int sessions)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (after.Proposal is not { } proposal || (before.Phase == after.Phase && before.Epoch == after.Epoch && before.Members == after.Members))
            return [];
        var events = new List<GridEvent>();
        var renewed = after.Epoch != before.Epoch;
        var formed = before.Phase != TriadPhase.None;
        if (!formed && renewed)
            Add(GridEventKind.TriadFormed, stored, $"Triad {triad} forms for {proposal.Model.Model}: {string.Join(", ", after.Members.Select(Named))}.");
        foreach (var lost in before.Members.Where(m => !Has(after, m)))
            Add(GridEventKind.TriadMemberLost, seen, Loss(triad, lost, after.Problem), lost.Address.Node);
        var joined = after.Members.Where(m => !Has(before, m)).ToList();
        if (formed && renewed && joined.Count == 0 && after.Members.Count == before.Members.Count)
            Add(GridEventKind.TriadLinkLost, seen, $"Triad {triad}: {after.Problem ?? "its members link again"}.");
        if (formed && renewed)
            Add(GridEventKind.TriadPromoted, stored, Promotion(triad, after.Epoch, joined), joined.Count == 0 ? null : joined[0].Address.Node);
        if (after.Phase == TriadPhase.Ready && (renewed || before.Phase != TriadPhase.Ready))
            Add(GridEventKind.TriadReady, stored, $"Triad {triad} is ready in epoch {after.Epoch}.");
        if (after.Phase == TriadPhase.Waiting && before.Phase != TriadPhase.Waiting)
            Add(GridEventKind.TriadWaiting, stored, $"Triad {triad} waits for a node that can take an empty place: {after.Problem}.");
        return events;

        void Add(GridEventKind kind, DateTimeOffset time, string text, NodeId? node = null) => events.Add(new GridEvent
        {
            Time = time,
            Kind = kind,
            Region = proposal.Region,
            Triad = triad,
            Epoch = after.Epoch,
            Node = node,
            Sessions = sessions,
            Text = text,
        });
    }

    /// <summary>A triad goes on in a new activation.</summary>
    public static GridEvent Resumed(TriadId triad, string region, long epoch, TriadPhase phase, DateTimeOffset now) => new()
    {
        Time = now,
        Kind = GridEventKind.TriadResumed,
        Region = region,
        Triad = triad,
        Epoch = epoch,
        Text = $"Triad {triad} goes on in epoch {epoch}, {phase}, on another silo or after a restart.",
    };

    private static bool Has(TriadState state, TriadMember member) => state.Members.Exists(m => m.Address.Node == member.Address.Node && m.Role == member.Role);

    private static string Named(TriadMember member) => $"{member.Role.ToString().ToLowerInvariant()} {member.Address.Node.Brief}";

    /// <summary>A problem that names the node says all there is; another one is older than the loss.</summary>
    private static string Loss(TriadId triad, TriadMember lost, string? problem) =>
        problem?.Contains(lost.Address.Node.Brief, StringComparison.Ordinal) == true ? $"Triad {triad}: {problem}." : $"Triad {triad} lost its {Named(lost)}.";

    private static string Promotion(TriadId triad, long epoch, List<TriadMember> joined) => joined.Count == 0
        ? $"Triad {triad} begins epoch {epoch} with the same members."
        : $"Triad {triad} begins epoch {epoch} with {string.Join(" and ", joined.Select(j => $"{j.Address.Node.Brief} as {j.Role.ToString().ToLowerInvariant()}"))}.";
}
