using Microsoft.Data.Sqlite;

namespace FarAi.Orleans.InProcess;

/// <summary>Turns SQLite's result codes (sqlite.org/rescode.html) into named failures with a remedy.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5;
    private const int LockedTable = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CantOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>The named failure, or one of kind <see cref="GrainStorageProblem.Other"/>.</summary>
    public static GrainStorageFileException Of(string path, Exception error) => error switch
    {
        GrainStorageFileException named => named,
        SqliteException { SqliteErrorCode: Corrupt } => Named(GrainStorageProblem.Damaged, path, "is damaged",
            "Records on whole pages are still served. Restore the file from a backup, or move it away to start empty.", error),
        SqliteException { SqliteErrorCode: NotADatabase } => Named(GrainStorageProblem.NotADatabase, path, "is no SQLite database",
            "Restore it from a backup, or move it away to start empty.", error),
        SqliteException { SqliteErrorCode: Full } => Named(GrainStorageProblem.NoSpace, path, "has no space left to grow",
            "What was acknowledged before is safe. Free space on its disk (or raise MaximumBytes); writes go on by themselves.", error),
        SqliteException { SqliteErrorCode: Busy or LockedTable } => Named(GrainStorageProblem.Locked, path, "is locked by another process",
            "Nothing was written. End the other process; writes go on by themselves.", error),
        SqliteException { SqliteErrorCode: ReadOnly } or UnauthorizedAccessException => Named(GrainStorageProblem.ReadOnly, path, "may not be written",
            "Give this process write access to the file and its folder.", error),
        SqliteException { SqliteErrorCode: CantOpen } or DirectoryNotFoundException or FileNotFoundException => Named(
            GrainStorageProblem.NotFound, path, "can't be opened", "See that its folder exists and that nobody moves the file away while it is in use.", error),
        SqliteException { SqliteErrorCode: IoError } or IOException => Named(GrainStorageProblem.DiskFailed, path, "can't be reached: its disk failed",
            "Nothing was acknowledged. See to the disk; the file is opened again by itself.", error),
        _ => Named(GrainStorageProblem.Other, path, "failed", "Restore it from a backup, or move it away to start empty.", error),
    };

    /// <summary>Whether the whole file is concerned, so that every write of a transaction fails for the same reason.</summary>
    public static bool ConcernsAllWrites(GrainStorageProblem problem) => problem is not (GrainStorageProblem.Other or GrainStorageProblem.Damaged);

    /// <summary>Whether a new connection may help.</summary>
    public static bool WantsNewConnection(GrainStorageProblem problem) =>
        problem is GrainStorageProblem.ReadOnly or GrainStorageProblem.NotFound or GrainStorageProblem.DiskFailed or GrainStorageProblem.NotADatabase;

    private static GrainStorageFileException Named(GrainStorageProblem problem, string path, string what, string remedy, Exception error) =>
        new(problem, $"The grain storage file {path} {what} ({error.Message}). {remedy}", error);
}
