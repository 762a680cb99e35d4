namespace Orleans.Runtime;

/// <summary>Which state, and where it is stored.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The state's name, unique in its grain.</summary>
    string StateName { get; }

    /// <summary>The storage's name; null or blank for the default storage.</summary>
    string? StorageName { get; }
}
