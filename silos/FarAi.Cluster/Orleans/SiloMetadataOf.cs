namespace FarAi.Cluster;

/// <summary>What a silo tells the others about itself.</summary>
internal static class SiloMetadataOf
{
    public static Dictionary<string, string> Settings(ClusterSettings settings) => new(StringComparer.Ordinal)
    {
        ["role"] = settings.Role.ToString().ToLowerInvariant(),
        ["shards"] = string.Join(' ', settings.Shards),
    };
}
