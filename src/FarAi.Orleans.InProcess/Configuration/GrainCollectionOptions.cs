namespace Orleans.Configuration;

/// <summary>When idle activations end. Defaults are those of Orleans.</summary>
public sealed class GrainCollectionOptions
{
    /// <summary>How often idle activations are looked for; default 1 min, more than zero.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation stays without calls; default 15 min, more than the quantum. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Other ages by full class name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>The time an activation has to start; default 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time an activation has to end; default 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
