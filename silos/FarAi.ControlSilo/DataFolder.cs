using FarAi.Cluster;

namespace FarAi.ControlSilo;

/// <summary>The folder that keeps a grid's state, held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where it is missing and takes hold of it.</summary>
    /// <exception cref="StartFailedException">It can't be written, or another grid holds it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            // The system lets go of the file when the process ends, however it ends.
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StartFailedException(ExitCodes.Data, $"the data folder {full} can't be written: choose another with --data", exception);
        }
        catch (IOException exception) when (File.Exists(System.IO.Path.Combine(full, "lock")))
        {
            throw new StartFailedException(ExitCodes.Data, $"another grid uses the data folder {full}: stop it or choose another folder with --data", exception);
        }
        catch (IOException exception)
        {
            throw new StartFailedException(ExitCodes.Data, $"the data folder {full} can't be used ({exception.Message.TrimEnd('.')}): choose another with --data", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
