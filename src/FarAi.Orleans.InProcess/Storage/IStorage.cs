namespace Orleans.Core;

/// <summary>State that can be read, written and cleared. Each call is awaited before the next starts.</summary>
public interface IStorage
{
    /// <summary>The version last read or written; null if there is no record.</summary>
    string? Etag { get; }

    /// <summary>Whether a record existed when last read or written.</summary>
    bool RecordExists { get; }

    /// <summary>Erases the record. Throws InconsistentStateException if another activation changed it.</summary>
    Task ClearStateAsync();

    /// <summary>Writes the state. Throws InconsistentStateException if another activation changed the record.</summary>
    Task WriteStateAsync();

    /// <summary>Reads the record into the state.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
