using System.Collections.Immutable;

namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>What a silo says about itself, for placement. Not sealed in Orleans, so not here.</summary>
public record SiloMetadata
{
    /// <summary>No metadata.</summary>
    public static SiloMetadata Empty { get; } = new();

    /// <summary>The values by name.</summary>
    public ImmutableDictionary<string, string> Metadata { get; private set; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    internal void AddMetadata(IEnumerable<KeyValuePair<string, string>> metadata) => Metadata = Metadata.SetItems(metadata);
}
