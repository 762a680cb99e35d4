namespace Orleans;

/// <summary>A plain record for a storage to fill.</summary>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>An empty record.</summary>
    public GrainState()
    {
    }

    /// <summary>A record that holds <paramref name="state"/>.</summary>
    public GrainState(T? state)
        : this(state, eTag: null)
    {
    }

    /// <summary>A record that holds <paramref name="state"/> at a version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
