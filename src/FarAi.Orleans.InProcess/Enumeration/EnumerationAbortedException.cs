namespace Orleans.Runtime;

/// <summary>The grain's enumeration ended before its consumer did: the activation ended, or the consumer was away too long.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>The failure in words.</summary>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public EnumerationAbortedException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }
}
