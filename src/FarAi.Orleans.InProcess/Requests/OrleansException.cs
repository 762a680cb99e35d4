namespace Orleans.Runtime;

/// <summary>Base of the host's own errors. Not sealed: each kind of failure is a type of its own, as in Orleans.</summary>
public class OrleansException : Exception
{
    /// <summary>An error without a text.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>An error with a text.</summary>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a text and a cause.</summary>
    public OrleansException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
