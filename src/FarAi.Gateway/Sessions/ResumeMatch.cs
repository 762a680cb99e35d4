using FarAi.Gateway.Completions;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Sessions;

/// <summary>Whether a request repeats the one that a session was started with.</summary>
internal static class ResumeMatch
{
    /// <summary>The first field that differs; null where none does. The seed is the session's own, which a client need not know.</summary>
    public static string? Difference(CompletionRequest request, SessionRequest session) =>
        Generation.EndpointOf(request.Kind) != session.Endpoint ? "path"
        : request.Model.Id != session.Model ? "model"
        : !request.Prompt.SequenceEqual(session.Prompt) ? request.Kind == CompletionKind.Chat ? "messages" : "prompt"
        : request.MaxTokens != session.MaxTokens ? "max_tokens"
        : !request.Stop.SequenceEqual(session.Stop) ? "stop"
        : request.Sampling.Temperature != session.Sampling.Temperature ? "temperature"
        : request.Sampling.TopP != session.Sampling.TopP ? "top_p"
        : request.Sampling.TopK != session.Sampling.TopK ? "top_k"
        : null;
}
