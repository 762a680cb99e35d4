using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using FarAi.Core.Events;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Events;

/// <summary>
/// <c>GET /farai/v1/events?from=N&amp;follow=true|false</c>: what happened in the region, as server-sent events whose ids are the events' numbers.
/// A client that comes back with <c>Last-Event-ID</c> goes on after that number.
/// </summary>
internal sealed class EventsEndpoint(EventFeed feed, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>How often a client that gets no event gets a comment: that alone shows whether it is still there.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);

    public async Task GetAsync(HttpContext context)
    {
        if (!Position(context.Request).Succeeded(out var from, out var invalid) || !Follows(context.Request).Succeeded(out var follows, out invalid))
        {
            await ApiErrorWriter.WriteAsync(context, invalid);
            return;
        }

        long? written = null; // the first flush tells the client at once that it is heard
        await foreach (var chunk in feed.Read(from, context.RequestAborted))
        {
            Begin(context.Response);
            foreach (var happened in chunk.Events)
                Write(context.Response.BodyWriter, happened);
            if (!follows && chunk.IsLatest)
                return;
            if (chunk.Events.Count == 0 && written is { } last && time.GetElapsedTime(last) < KeepAlive)
                continue;
            if (chunk.Events.Count == 0)
                context.Response.BodyWriter.Write(": \n\n"u8);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            written = time.GetTimestamp();
        }

        if (!context.Response.HasStarted)
        {
            await ApiErrorWriter.WriteAsync(context, ApiError.Unavailable(
                $"The event log of region '{options.Value.Region}' does not answer. Sessions that run are not touched; ask again after the time in Retry-After.", options.Value.RetryAfter));
        }
    }

    private static Outcome<long> Position(HttpRequest request)
    {
        if (request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last)
        {
            return long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) && seen < long.MaxValue
                ? seen + 1
                : ApiError.InvalidValue("Last-Event-ID", "The header Last-Event-ID must be the id of an event, a whole number. Send it as it came, or leave it out.");
        }

        if (request.Query["from"].ToString() is not { Length: > 0 } text)
            return 0L;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from)
            ? from
            : ApiError.InvalidValue("from", "'from' must be the number of the first event wanted, or -N for the newest N events.");
    }

    private static Outcome<bool> Follows(HttpRequest request) => request.Query["follow"].ToString() switch
    {
        "" or "true" => true,
        "false" => false,
        _ => ApiError.InvalidValue("follow", "'follow' must be true, which waits for what comes (the default), or false."),
    };

    private static void Begin(HttpResponse response)
    {
        if (response.ContentType is not null)
            return;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // reverse proxies would hold events back
    }

    private static void Write(PipeWriter output, GridEvent happened)
    {
        output.Write("id: "u8);
        happened.Sequence.TryFormat(output.GetSpan(20), out var length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
        output.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, ApiErrorWriter.JsonOptions))
            JsonSerializer.Serialize(json, happened, GridEventJson.Default.GridEvent);
        output.Write("\n\n"u8);
    }
}
