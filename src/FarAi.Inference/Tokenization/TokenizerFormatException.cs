namespace FarAi.Inference.Tokenization;

/// <summary>The tokenizer files of a model cannot be used; <see cref="Error"/> says why and the message says where.</summary>
public sealed class TokenizerFormatException(TokenizerFormatError error, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The kind of fault.</summary>
    public TokenizerFormatError Error { get; } = error;
}
