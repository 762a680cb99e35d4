namespace Orleans;

/// <summary>Asks Orleans' code generator for a serialiser. The in-process host passes messages by reference and needs none.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>How members without an explicit number are treated; default <see cref="Orleans.GenerateFieldIds.None"/>.</summary>
    public GenerateFieldIds GenerateFieldIds { get; init; }

    /// <summary>Whether primary constructor parameters are serialised; default true for records, as in Orleans.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
