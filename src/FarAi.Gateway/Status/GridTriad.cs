using FarAi.Core.Identity;
using FarAi.Core.Triads;

namespace FarAi.Gateway.Status;

/// <summary>A triad as operators see it.</summary>
/// <param name="Triad">Its id.</param>
/// <param name="Model">The model it serves.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Epoch">Grows with every change of members.</param>
/// <param name="Members">Head, middle, tail; fewer while it waits.</param>
/// <param name="Standbys">Who stands by.</param>
/// <param name="Mirrored">Places that a hot standby follows, or a warm one is ready to take.</param>
/// <param name="Problem">Why it does not serve; null where it does.</param>
/// <param name="Standby">What its standbys do.</param>
public sealed record GridTriad(
    TriadId Triad, string Model, TriadPhase Phase, long Epoch, IReadOnlyList<TriadMember> Members, IReadOnlyList<NodeId> Standbys, IReadOnlyList<TriadRole> Mirrored, string? Problem,
    StandbyPolicy Standby = StandbyPolicy.Cold);
