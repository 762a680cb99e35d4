namespace FarAi.Cluster;

/// <summary>A process can't start for a reason that its user can mend; the message is one line that says how.</summary>
public sealed class StartFailedException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
