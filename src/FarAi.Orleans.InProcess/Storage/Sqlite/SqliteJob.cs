namespace FarAi.Orleans.InProcess;

/// <summary>One operation in the storage's queue, and the promise of its outcome.</summary>
internal abstract class SqliteJob(bool isRead)
{
    /// <summary>Whether it writes nothing, and so may succeed where writes can't.</summary>
    public bool IsRead => isRead;

    /// <summary>Runs against the file; the outcome is kept until it is announced.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Announces the outcome, once its transaction is on the disk.</summary>
    public abstract void Announce();

    /// <summary>Announces a failure instead.</summary>
    public abstract void Fail(Exception error);
}
