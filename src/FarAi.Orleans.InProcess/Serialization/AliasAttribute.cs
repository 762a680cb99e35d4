namespace Orleans;

/// <summary>Gives a type or method a name that outlives renames. The in-process host keeps the name for logs; nothing is serialised between grains.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Interface, AllowMultiple = true)]
public sealed class AliasAttribute : Attribute
{
    /// <summary>Names the annotated type or method <paramref name="alias"/>.</summary>
    public AliasAttribute(string alias)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(alias);
        Alias = alias;
    }

    /// <summary>The stable name.</summary>
    public string Alias { get; }
}
