using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using Orleans;

namespace FarAi.Grains.Nodes;

/// <summary>What operators see of a node.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Connected">Whether its link stands.</param>
/// <param name="Layer">The layer it serves in.</param>
/// <param name="Fingerprint">The machine; null before its first registration.</param>
/// <param name="Triad">The triad it is a member of, if any.</param>
/// <param name="Role">Its place there.</param>
/// <param name="DraftModel">The draft model it has loaded, if any.</param>
/// <param name="Heartbeat">Its latest heartbeat, if any.</param>
/// <param name="Problem">Why it does no work, in one line; null where all is well.</param>
/// <param name="Expected">Whether its gateway is gone and the node may be on its way to another one, with all that it has.</param>
[GenerateSerializer, Immutable, Alias("farai.NodeStatus")]
public sealed record NodeStatus(
    [property: Id(0)] NodeId Node,
    [property: Id(1)] bool Connected,
    [property: Id(2)] SwarmLayer Layer,
    [property: Id(3)] HardwareFingerprint? Fingerprint,
    [property: Id(4)] TriadId? Triad,
    [property: Id(5)] TriadRole? Role,
    [property: Id(6)] string? DraftModel,
    [property: Id(7)] NodeHeartbeat? Heartbeat,
    [property: Id(8)] string? Problem,
    [property: Id(9)] bool Expected = false);
