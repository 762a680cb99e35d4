namespace Orleans.Runtime;

/// <summary>A grain was called through an extension that it does not have.</summary>
public sealed class GrainExtensionNotInstalledException : OrleansException
{
    /// <summary>The failure in words.</summary>
    public GrainExtensionNotInstalledException(string message)
        : base(message)
    {
    }

    /// <summary>The failure in words, with its cause.</summary>
    public GrainExtensionNotInstalledException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
