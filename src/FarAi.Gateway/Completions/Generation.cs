using System.Globalization;
using FarAi.Core.Sessions;
using FarAi.Gateway.Errors;
using FarAi.Grains.Sessions;
using FarAi.Inference.Catalog;

namespace FarAi.Gateway.Completions;

/// <summary>A session that a client follows: what its response repeats, where it was routed, and from where on.</summary>
/// <param name="Identity">What each object of the response repeats.</param>
/// <param name="Session">The grain.</param>
/// <param name="PromptTokens">Tokens of the prompt.</param>
/// <param name="IncludeUsage">Whether a stream ends with a chunk of usage.</param>
/// <param name="Route">The route as the header tells it; null where it is not known here.</param>
/// <param name="First">Index of the first token that the client wants.</param>
internal sealed record Generation(CompletionIdentity Identity, ISessionGrain Session, int PromptTokens, bool IncludeUsage, string? Route, int First)
{
    /// <summary>The bounded name of the endpoint in metrics.</summary>
    public string Endpoint => EndpointOf(Identity.Kind);

    /// <summary>The name under which an endpoint is counted, and remembered with its sessions.</summary>
    public static string EndpointOf(CompletionKind kind) => kind == CompletionKind.Chat ? "chat_completions" : "completions";

    /// <summary>A generation that the client has just started.</summary>
    public static Generation Started(CompletionRequest request, CompletionIdentity identity, SessionStart start, ISessionGrain session) => new(
        identity, session, request.Prompt.Count, request.IncludeUsage,
        string.Create(CultureInfo.InvariantCulture, $"triad={start.Triad}; epoch={start.Epoch}; scout={(start.Scout is { } scout ? scout.Value : "none")}"), 0);

    /// <summary>A generation that the client comes back to: its objects repeat what they said before.</summary>
    public static Generation Resumed(SessionRequest request, ServedModel model, ISessionGrain session, int first, bool includeUsage)
    {
        var kind = request.Endpoint == EndpointOf(CompletionKind.Text) ? CompletionKind.Text : CompletionKind.Chat;
        var identity = new CompletionIdentity(kind, request.Session, request.Created.ToUnixTimeSeconds(), request.Model, model.Target.Digest);
        return new Generation(identity, session, request.Prompt.Count, includeUsage, null, first);
    }

    /// <summary>The route, where known, with what drafting came to, known at the end.</summary>
    public string RouteWith(SessionUsage usage) =>
        string.Create(CultureInfo.InvariantCulture, $"{Route}{(Route is null ? "" : "; ")}accepted={usage.AcceptedTokens}; drafted={usage.DraftedTokens}");

    /// <summary>The session's usage, or what is known of it where the session gave none.</summary>
    public SessionUsage UsageOf(SessionChunk last) => last.Usage ?? new SessionUsage(PromptTokens, last.First + last.Tokens.Count, 0, 0, 0);

    /// <summary>The error in a last chunk, with how to go on; null where the generation ended well.</summary>
    /// <param name="last">The last chunk.</param>
    /// <param name="next">Index of the first token that the client has not got.</param>
    /// <param name="retryAfter">When to try again.</param>
    public ApiError? FaultOf(SessionChunk last, int next, TimeSpan retryAfter) => GenerationFault.Of(last, new StreamPosition(Identity.Session, next), retryAfter);
}
