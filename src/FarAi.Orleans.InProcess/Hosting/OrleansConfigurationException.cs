namespace Orleans.Runtime;

/// <summary>The host is set up wrongly; the message says what to change.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>The failure in words.</summary>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public OrleansConfigurationException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }
}
