namespace FarAi.Core.Nodes;

/// <summary>Assigns a swarm layer to a machine. Pure.</summary>
public static class LayerRules
{
    /// <summary>The layer for a fingerprint: an operator's forced layer wins; device memory counts where there is a GPU.</summary>
    public static SwarmLayer Assign(HardwareFingerprint fingerprint, SwarmLayer? forced, LayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(options);
        if (forced is { } layer)
            return layer;
        var memory = ModelMemory(fingerprint);
        if (memory < options.RangerMemoryBytes)
            return SwarmLayer.Scout;
        return memory >= options.PrimeMemoryBytes && fingerprint.MemoryBandwidth >= options.PrimeMemoryBandwidth
            ? SwarmLayer.Prime
            : SwarmLayer.Ranger;
    }

    /// <summary>Bytes that a node can give to weights and caches.</summary>
    public static long ModelMemory(HardwareFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        return fingerprint.Gpus.Count > 0 ? fingerprint.Gpus.Max(g => g.MemoryBytes) : fingerprint.AvailableMemoryBytes;
    }
}
