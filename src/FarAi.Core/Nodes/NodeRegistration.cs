namespace FarAi.Core.Nodes;

/// <summary>What a node says of itself when it joins.</summary>
/// <param name="Fingerprint">The machine.</param>
/// <param name="ForcedLayer">The layer that its operator insists on, if any.</param>
/// <param name="PeerEndpoint">Where it accepts links from other nodes.</param>
/// <param name="Software">Product and version.</param>
/// <param name="Region">The region of the gateway that it joined through; null for that of the silos.</param>
/// <param name="Incarnation">Names this run of the node's program, which still has what it had when it comes back under the same name; null where it keeps nothing.</param>
public sealed record NodeRegistration(
    HardwareFingerprint Fingerprint, SwarmLayer? ForcedLayer, Uri PeerEndpoint, string Software, string? Region = null, string? Incarnation = null);
