using FarAi.Core.Identity;

namespace FarAi.Gateway.Completions;

/// <summary>What every object of one response repeats.</summary>
/// <param name="Kind">The endpoint.</param>
/// <param name="Session">The session that generates.</param>
/// <param name="Created">Unix time, seconds.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Fingerprint">The digest of the model's weights.</param>
internal sealed record CompletionIdentity(CompletionKind Kind, SessionId Session, long Created, string Model, string Fingerprint)
{
    /// <summary>OpenAI's id of the response: <c>chatcmpl-…</c> or <c>cmpl-…</c>.</summary>
    public string Id { get; } = $"{(Kind == CompletionKind.Chat ? "chatcmpl" : "cmpl")}-{Session.Value:x16}";
}
