using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The file of a SQLite grain storage can't be used; the message says why and what to do.</summary>
public sealed class GrainStorageFileException : OrleansException
{
    /// <summary>The failure in words, with its cause.</summary>
    public GrainStorageFileException(string message, Exception? innerException = null)
        : this(GrainStorageProblem.Other, message, innerException)
    {
    }

    /// <summary>The failure by kind and in words, with its cause.</summary>
    public GrainStorageFileException(GrainStorageProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>The kind of failure.</summary>
    public GrainStorageProblem Problem { get; }
}
