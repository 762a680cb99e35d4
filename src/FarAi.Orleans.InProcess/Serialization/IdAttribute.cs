namespace Orleans;

/// <summary>The stable number of a serialised member. Read by Orleans' code generator; the in-process host passes messages by reference.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute : Attribute
{
    /// <summary>Numbers the annotated member <paramref name="id"/>.</summary>
    public IdAttribute(uint id) => Id = id;

    /// <summary>The member's number, never reused.</summary>
    public uint Id { get; }
}
