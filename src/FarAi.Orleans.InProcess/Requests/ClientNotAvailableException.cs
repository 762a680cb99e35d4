namespace Orleans.Runtime;

/// <summary>The observer that was called is gone.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    /// <summary>The failure in words.</summary>
    public ClientNotAvailableException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public ClientNotAvailableException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }
}
