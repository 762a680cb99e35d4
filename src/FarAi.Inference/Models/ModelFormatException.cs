namespace FarAi.Inference.Models;

/// <summary>A model's files can't be used. The message names the file, what is wrong and, where there is one, the limit.</summary>
public sealed class ModelFormatException(ModelFormatError error, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of fault.</summary>
    public ModelFormatError Error { get; } = error;
}
