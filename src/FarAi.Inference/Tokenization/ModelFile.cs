namespace FarAi.Inference.Tokenization;

/// <summary>Reads one of a model's small files whole.</summary>
internal static class ModelFile
{
    /// <summary>The largest file that is read: several times the largest tokenizer in common use.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>The bytes of a required file, without a byte order mark.</summary>
    /// <exception cref="TokenizerFormatException">It is missing, unreadable or too large.</exception>
    public static ReadOnlyMemory<byte> Read(string directory, string name) =>
        TryRead(directory, name)
        ?? throw new TokenizerFormatException(TokenizerFormatError.FileMissing, $"{name} is not in {directory}.");

    /// <summary>As <see cref="Read"/>, but null if the file is missing.</summary>
    public static ReadOnlyMemory<byte>? TryRead(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        try
        {
            if (!File.Exists(path)) return null;
            if (new FileInfo(path).Length > MaximumBytes)
                throw new TokenizerFormatException(TokenizerFormatError.TooLarge, $"{path} is larger than {MaximumBytes} bytes.");
            ReadOnlyMemory<byte> bytes = File.ReadAllBytes(path);
            return bytes.Span is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TokenizerFormatException(TokenizerFormatError.FileUnreadable, $"{path} cannot be read: {e.Message}", e);
        }
    }
}
