namespace FarAi.Orleans.InProcess;

/// <summary>What is wrong with a storage file, in kinds that want different remedies.</summary>
public enum GrainStorageProblem
{
    /// <summary>Something else; the cause says what.</summary>
    Other,

    /// <summary>Pages of the file are damaged. Records on other pages are still served; restore the file from a backup.</summary>
    Damaged,

    /// <summary>The file is no SQLite database.</summary>
    NotADatabase,

    /// <summary>The file is a database of another program.</summary>
    OfAnotherProgram,

    /// <summary>A newer version of this program wrote the file.</summary>
    OfANewerVersion,

    /// <summary>No space is left, on the disk or within the configured bound. Writes go on by themselves when there is space.</summary>
    NoSpace,

    /// <summary>Another process holds the file locked. Writes go on by themselves when it lets go.</summary>
    Locked,

    /// <summary>The file or its folder may not be written.</summary>
    ReadOnly,

    /// <summary>The file can't be opened, or is gone.</summary>
    NotFound,

    /// <summary>The disk failed.</summary>
    DiskFailed,
}
