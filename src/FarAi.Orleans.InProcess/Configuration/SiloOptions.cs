namespace Orleans.Configuration;

/// <summary>The silo's name.</summary>
public sealed class SiloOptions
{
    /// <summary>The name; by default made of the silo's number in its cluster.</summary>
    public string? SiloName { get; set; }
}
