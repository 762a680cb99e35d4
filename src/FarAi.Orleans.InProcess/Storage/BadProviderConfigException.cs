namespace Orleans.Storage;

/// <summary>A grain asks for a storage that was not set up.</summary>
public sealed class BadProviderConfigException : Orleans.Runtime.OrleansException
{
    /// <summary>The failure in words.</summary>
    public BadProviderConfigException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public BadProviderConfigException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }
}
