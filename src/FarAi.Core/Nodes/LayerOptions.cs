namespace FarAi.Core.Nodes;

/// <summary>The rules that turn a fingerprint into a swarm layer, as data.</summary>
public sealed record LayerOptions
{
    /// <summary>Memory that a Prime needs for its shard, bytes. Default 8 GiB. Legal: at least <see cref="RangerMemoryBytes"/>.</summary>
    public long PrimeMemoryBytes { get; init; } = 8L << 30;

    /// <summary>Memory below which a node only drafts, bytes. Default 4 GiB. Legal: above 0.</summary>
    public long RangerMemoryBytes { get; init; } = 4L << 30;

    /// <summary>Memory bandwidth that a Prime needs, bytes per second. Default 5 GB/s.</summary>
    public double PrimeMemoryBandwidth { get; init; } = 5e9;
}
