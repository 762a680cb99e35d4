namespace FarAi.Inference.Models;

/// <summary>Reads a model's files and turns the system's refusals into named errors.</summary>
internal static class ModelFiles
{
    // Far above any real configuration; keeps a wrong file from filling the memory.
    private const long LargestJson = 64L * 1024 * 1024;

    public static byte[] ReadAll(string path) => Guard(path, () =>
    {
        long length = new FileInfo(path).Length;
        return length <= LargestJson
            ? File.ReadAllBytes(path)
            : throw new ModelFormatException(ModelFormatError.InvalidJson, $"{path}: {length} bytes, more than the {LargestJson} allowed.");
    });

    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFormatException(ModelFormatError.MissingFile, $"{path}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ModelFormatException(ModelFormatError.UnreadableFile, $"{path}: {e.Message}", e);
        }
    }
}
