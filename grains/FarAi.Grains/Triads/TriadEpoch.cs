using FarAi.Core.Triads;
using Orleans;

namespace FarAi.Grains.Triads;

/// <summary>
/// What must outlive a triad's activation: the epoch, so that no old member is ever obeyed again; and who serves in it with which
/// keys, so that the next activation goes on in the same epoch and never names other members in it.
/// </summary>
[GenerateSerializer, Alias("farai.TriadEpoch")]
public sealed class TriadEpoch
{
    /// <summary>The newest epoch that any node was told.</summary>
    [Id(0)]
    public long Epoch { get; set; }

    /// <summary>Members, standbys and phase; null in a record of the first version, whose members are found anew.</summary>
    [Id(1)]
    public TriadState? Triad { get; set; }

    /// <summary>With what members of this epoch authenticate their links to each other. Secret.</summary>
    [Id(2)]
    public string MemberKey { get; set; } = "";

    /// <summary>With what scouts authenticate their links in this epoch. Secret.</summary>
    [Id(3)]
    public string ScoutKey { get; set; } = "";
}
