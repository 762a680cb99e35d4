using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription asked for an event that is no longer kept; it goes on with the oldest that is.</summary>
public sealed class QueueCacheMissException : OrleansException
{
    /// <summary>The failure in words.</summary>
    public QueueCacheMissException(string message)
        : base(message)
    {
    }

    /// <summary>What was asked for, and what is kept.</summary>
    public QueueCacheMissException(string? requested, string? low, string? high)
        : base($"Item not found in cache.  Requested: {requested}, Low: {low}, High: {high}")
    {
        Requested = requested;
        Low = low;
        High = high;
    }

    /// <summary>The place asked for.</summary>
    public string? Requested { get; }

    /// <summary>The oldest event kept.</summary>
    public string? Low { get; }

    /// <summary>The newest event kept.</summary>
    public string? High { get; }
}
