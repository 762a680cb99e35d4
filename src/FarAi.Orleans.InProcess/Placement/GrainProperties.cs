using System.Collections.Immutable;

namespace Orleans.Metadata;

/// <summary>What is known about a grain class as text.</summary>
public sealed class GrainProperties(ImmutableDictionary<string, string> values)
{
    /// <summary>The values by name.</summary>
    public ImmutableDictionary<string, string> Properties { get; } = values;
}
