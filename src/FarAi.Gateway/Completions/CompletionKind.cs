namespace FarAi.Gateway.Completions;

/// <summary>Which of the two generating endpoints was asked.</summary>
internal enum CompletionKind
{
    /// <summary><c>/v1/chat/completions</c>.</summary>
    Chat,

    /// <summary><c>/v1/completions</c>.</summary>
    Text,
}
