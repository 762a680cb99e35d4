using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>An event could not be delivered within MaxEventDeliveryTime; the stream goes on with the next.</summary>
public sealed class StreamEventDeliveryFailureException : OrleansException
{
    /// <summary>The failure in words.</summary>
    public StreamEventDeliveryFailureException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public StreamEventDeliveryFailureException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
