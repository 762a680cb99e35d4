namespace Orleans.Runtime;

/// <summary>The host stops or has stopped, so the call was refused.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>The failure in words.</summary>
    public SiloUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public SiloUnavailableException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }
}
