namespace FarAi.Cluster;

/// <summary>What a silo is for; other silos read it from its metadata under <see cref="FarAi.Grains.Shards.ShardSilo.RoleKey"/>.</summary>
public enum SiloRole
{
    /// <summary>Holds regions, nodes, triads and sessions.</summary>
    Control,

    /// <summary>Holds shards of a trusted operator, and no other grain of ours.</summary>
    Gpu,
}
