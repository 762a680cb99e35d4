namespace FarAi.Inference.Tokenization;

/// <summary>A chat could not be written with the model's template; <see cref="Error"/> says why.</summary>
public sealed class ChatTemplateException(ChatTemplateError error, string message) : Exception(message)
{
    /// <summary>The kind of fault.</summary>
    public ChatTemplateError Error { get; } = error;
}
