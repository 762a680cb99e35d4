namespace FarAi.Grains.Shards;

/// <summary>What silos tell each other about themselves, so that shard calls find the silo that holds the weights.</summary>
public static class ShardSilo
{
    /// <summary>Metadata key of what a silo is for: <see cref="Control"/> or <see cref="Gpu"/>.</summary>
    public const string RoleKey = "role";

    /// <summary>The silo holds regions, nodes, triads and sessions.</summary>
    public const string Control = "control";

    /// <summary>The silo holds shards.</summary>
    public const string Gpu = "gpu";

    /// <summary>Metadata key of the shards that a silo holds, their keys joined by line feeds, which no model's name holds.</summary>
    public const string ShardsKey = "shards";

    /// <summary>The metadata of a silo.</summary>
    /// <param name="role"><see cref="Control"/> or <see cref="Gpu"/>.</param>
    /// <param name="shards">Keys of the shards that it holds.</param>
    public static Dictionary<string, string> Describe(string role, IEnumerable<string> shards) => new(StringComparer.Ordinal)
    {
        [RoleKey] = role,
        [ShardsKey] = string.Join('\n', shards),
    };

    /// <summary>The shards in a silo's metadata.</summary>
    public static IReadOnlyList<string> ShardsIn(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.GetValueOrDefault(RoleKey) == Gpu && metadata.GetValueOrDefault(ShardsKey) is { Length: > 0 } shards ? shards.Split('\n') : [];
    }
}
