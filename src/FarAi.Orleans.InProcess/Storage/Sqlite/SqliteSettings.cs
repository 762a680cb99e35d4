namespace FarAi.Orleans.InProcess;

/// <summary>How a file is opened; storages with equal settings share one connection.</summary>
internal sealed record SqliteSettings(string Path, bool Durable, long MaximumBytes, TimeSpan LockTimeout)
{
    public static SqliteSettings Of(SqliteGrainStorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
            throw new GrainStorageFileException("The grain storage has no file: set SqliteGrainStorageOptions.Path.");
        return new SqliteSettings(System.IO.Path.GetFullPath(options.Path), options.Durable, options.MaximumBytes, options.LockTimeout);
    }
}
