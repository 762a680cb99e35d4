using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A named family of streams.</summary>
public interface IStreamProvider
{
    /// <summary>The provider's name.</summary>
    string Name { get; }

    /// <summary>Whether subscriptions may start at an earlier event.</summary>
    bool IsRewindable { get; }

    /// <summary>A handle on a stream; costs nothing but the object.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
