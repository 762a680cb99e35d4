namespace FarAi.Inference.Tokenization;

/// <summary>Why a chat could not be written with a template that itself is sound.</summary>
public enum ChatTemplateError
{
    /// <summary>The template refuses this chat (its <c>raise_exception</c>): the message is the template's own, and the chat is at fault.</summary>
    Refused,

    /// <summary>The template met a value that it cannot work with, as an undefined one that it adds to a text.</summary>
    WrongValue,

    /// <summary>The text, or the work to write it, went beyond a bound.</summary>
    TooLong,
}
