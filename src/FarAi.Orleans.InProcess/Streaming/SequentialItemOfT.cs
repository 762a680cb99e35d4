namespace Orleans.Streams;

/// <summary>An event with its place in the stream.</summary>
public sealed class SequentialItem<T>(T item, StreamSequenceToken token)
{
    /// <summary>The event.</summary>
    public T Item { get; } = item;

    /// <summary>Its place.</summary>
    public StreamSequenceToken Token { get; } = token;
}
