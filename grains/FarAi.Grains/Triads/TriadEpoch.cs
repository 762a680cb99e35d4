using Orleans;

namespace FarAi.Grains.Triads;

/// <summary>What must outlive a triad's activation: the epoch, so that no old member is ever obeyed again. Who serves is found anew.</summary>
[GenerateSerializer, Alias("farai.TriadEpoch")]
public sealed class TriadEpoch
{
    /// <summary>The newest epoch that any node was told.</summary>
    [Id(0)]
    public long Epoch { get; set; }
}
