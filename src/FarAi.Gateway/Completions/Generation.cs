using System.Globalization;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>A session that runs: what the client asked, what its response repeats, and where it was routed.</summary>
/// <param name="Request">What the client asked.</param>
/// <param name="Identity">What each object of the response repeats.</param>
/// <param name="Start">The route.</param>
/// <param name="Session">The grain.</param>
internal sealed record Generation(CompletionRequest Request, CompletionIdentity Identity, SessionStart Start, ISessionGrain Session)
{
    /// <summary>The bounded name of the endpoint in metrics.</summary>
    public string Endpoint => Request.Kind == CompletionKind.Chat ? "chat_completions" : "completions";

    /// <summary>The route as the header tells it.</summary>
    public string Route { get; } = string.Create(
        CultureInfo.InvariantCulture, $"triad={Start.Triad}; epoch={Start.Epoch}; scout={(Start.Scout is { } scout ? scout.Value : "none")}");

    /// <summary>The route with what drafting came to, known at the end.</summary>
    public string RouteWith(SessionUsage usage) =>
        string.Create(CultureInfo.InvariantCulture, $"{Route}; accepted={usage.AcceptedTokens}; drafted={usage.DraftedTokens}");

    /// <summary>The session's usage, or what is known of it where the session gave none.</summary>
    public SessionUsage UsageOf(SessionChunk last, int tokens) => last.Usage ?? new SessionUsage(Request.Prompt.Count, tokens, 0, 0, 0);
}
