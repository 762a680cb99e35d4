namespace Orleans.Runtime;

/// <summary>A call was refused before it ran. Not sealed: <see cref="SiloUnavailableException"/> is one, as in Orleans.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    /// <summary>The refusal in words.</summary>
    public OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    /// <summary>The refusal in words, with its cause.</summary>
    public OrleansMessageRejectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
