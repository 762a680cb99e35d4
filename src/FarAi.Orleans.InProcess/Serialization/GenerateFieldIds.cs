namespace Orleans;

/// <summary>Whether Orleans' code generator numbers members that carry no <see cref="IdAttribute"/>.</summary>
public enum GenerateFieldIds
{
    /// <summary>Only members with an explicit number are serialised.</summary>
    None,

    /// <summary>Public properties are numbered automatically.</summary>
    PublicProperties,
}
