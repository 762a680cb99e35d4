using FarAi.Core.Speculation;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Answers with server-sent events, each sent as soon as its tokens are committed. A stream never ends silently: the last event says
/// why it ended, or is an error that says what was kept and how to get the rest.
/// </summary>
internal sealed partial class StreamResponder(CommittedTokens tokens, IOptions<GatewayOptions> options, ILogger<StreamResponder> logger)
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
        if (generation.Identity.Kind == CompletionKind.Chat && generation.First == 0)
            WriteChunk(events, generation, "", first: true, FinishReason.None, next: 0);
        await events.FlushAsync(aborted);

        var next = generation.First;
        try
        {
            await foreach (var chunk in tokens.Read(generation.Session, generation.First, aborted).WithCancellation(aborted))
            {
                clock.OnChunk(chunk);
                if (chunk.Text.Length > 0)
                    WriteChunk(events, generation, chunk.Text, first: false, FinishReason.None, chunk.Next);
                next = chunk.Next;
                if (chunk.IsLast)
                    End(context, events, generation, chunk);
                else if (chunk.Text.Length == 0)
                    continue;
                await events.FlushAsync(aborted);
            }
        }
#pragma warning disable CA1031 // The top of the stream: the client is told what was kept and how to go on, the log tells why.
        catch (Exception exception) when (!aborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception, generation.Identity.Session.ToString());
            End(context, events, generation, new SessionChunk { First = next, Tokens = [], Text = "", Error = "The gateway failed while it sent the stream. The text so far is whole and stays valid." });
            await events.FlushAsync(aborted);
        }
    }

    private void End(HttpContext context, EventStream events, Generation generation, SessionChunk last)
    {
        if (generation.FaultOf(last, last.Next, options.Value.RetryAfter) is { } error)
        {
            ApiErrorWriter.Write(events.Begin(last.Next), error);
            events.End();
            events.Failed();
            return;
        }

        WriteChunk(events, generation, null, first: false, last.Finish, last.Next);
        var usage = generation.UsageOf(last);
        if (generation.IncludeUsage)
        {
            CompletionJson.WriteUsageChunk(events.Begin(last.Next), generation.Identity, usage);
            events.End();
        }

        events.Done(usage.AcceptedTokens, usage.DraftedTokens, usage.Rounds);
        if (context.Response.SupportsTrailers())
            context.Response.AppendTrailer(RouteHeaders.Route, generation.RouteWith(usage));
    }

    private static void WriteChunk(EventStream events, Generation generation, string? text, bool first, FinishReason finish, int next)
    {
        CompletionJson.WriteChunk(events.Begin(next), generation.Identity, text, first, finish, generation.IncludeUsage);
        events.End();
    }

    [LoggerMessage(1, LogLevel.Error, "the stream of session {Session} failed in the gateway; its client is told how to go on")]
    private static partial void LogFailed(ILogger logger, Exception exception, string session);
}
