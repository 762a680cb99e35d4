using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>Answers with server-sent events, each sent as soon as its tokens are committed.</summary>
internal sealed class StreamResponder(CommittedTokens tokens, IOptions<GatewayOptions> options)
{
    public async Task RespondAsync(HttpContext context, Generation generation, TokenClock clock)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would collect the events
        if (response.SupportsTrailers())
            response.DeclareTrailer(RouteHeaders.Route);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var aborted = context.RequestAborted;
        await using var events = new EventStream(response.BodyWriter, generation.Identity.Session);
        if (generation.Request.Kind == CompletionKind.Chat)
            WriteChunk(events, generation, "", first: true, FinishReason.None, next: 0);
        await events.FlushAsync(aborted);

        await foreach (var chunk in tokens.Read(generation.Session, aborted).WithCancellation(aborted))
        {
            clock.OnChunk(chunk);
            if (chunk.Text.Length > 0)
                WriteChunk(events, generation, chunk.Text, first: false, FinishReason.None, clock.Tokens);
            if (chunk.IsLast)
                End(context, events, generation, chunk, clock.Tokens);
            else if (chunk.Text.Length == 0)
                continue;
            await events.FlushAsync(aborted);
        }
    }

    private void End(HttpContext context, EventStream events, Generation generation, SessionChunk last, int next)
    {
        if (GenerationFault.Of(last, options.Value.RetryAfter) is { } error)
        {
            ApiErrorWriter.Write(events.Begin(next), error);
            events.End();
            events.Failed();
            return;
        }

        WriteChunk(events, generation, null, first: false, last.Finish, next);
        var usage = generation.UsageOf(last, next);
        if (generation.Request.IncludeUsage)
        {
            CompletionJson.WriteUsageChunk(events.Begin(next), generation.Identity, usage);
            events.End();
        }

        events.Done(usage.AcceptedTokens, usage.DraftedTokens, usage.Rounds);
        if (context.Response.SupportsTrailers())
            context.Response.AppendTrailer(RouteHeaders.Route, generation.RouteWith(usage));
    }

    private static void WriteChunk(EventStream events, Generation generation, string? text, bool first, FinishReason finish, int next)
    {
        CompletionJson.WriteChunk(events.Begin(next), generation.Identity, text, first, finish, generation.Request.IncludeUsage);
        events.End();
    }
}
