using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Core.Triads;

/// <summary>What others may know of a triad.</summary>
/// <param name="Triad">Its id.</param>
/// <param name="Model">The model it serves.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Members">Head, middle, tail; fewer while it waits.</param>
/// <param name="Standbys">Who stands by.</param>
/// <param name="ScoutKey">Authenticates scouts' links in this epoch.</param>
/// <param name="Problem">Why it does not serve; null where it does.</param>
/// <param name="ContinuesFrom">The epoch whose sessions go on in this one; 0 where they open again.</param>
/// <param name="Mirrored">Places whose loss costs no recomputation, because a mirror follows them.</param>
/// <param name="Standby">What its standbys do.</param>
/// <param name="TailMirror">Who follows the tail and may speak for it while it is slow; null where nobody does.</param>
public sealed record TriadView(
    TriadId Triad, string Model, TriadPhase Phase, long Epoch, IReadOnlyList<TriadMember> Members, IReadOnlyList<NodeId> Standbys, string ScoutKey, string? Problem,
    long ContinuesFrom = 0, IReadOnlyList<TriadRole>? Mirrored = null, NodeId? TailMirror = null,
    StandbyPolicy Standby = StandbyPolicy.Cold)
{
    /// <summary>The head's address; null while there is none.</summary>
    public PeerAddress? Head => Member(TriadRole.Head);

    /// <summary>The tail's address; null while there is none.</summary>
    public PeerAddress? Tail => Member(TriadRole.Tail);

    private PeerAddress? Member(TriadRole role) => Members.FirstOrDefault(m => m.Role == role)?.Address;
}
