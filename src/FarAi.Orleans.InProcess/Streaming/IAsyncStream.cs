using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream of any type.</summary>
public interface IAsyncStream
{
    /// <summary>Whether a subscription may start at an earlier event.</summary>
    bool IsRewindable { get; }

    /// <summary>The provider's name.</summary>
    string ProviderName { get; }

    /// <summary>The stream's identity.</summary>
    StreamId StreamId { get; }
}
