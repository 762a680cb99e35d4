using System.Globalization;
using System.Text.Json;
using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Gateway.Completions;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;
using FarAi.Inference.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Sessions;

/// <summary>Sessions as resources: what is kept of one, and its stream from any token on. Whoever reads here changes nothing by coming or leaving.</summary>
internal sealed class SessionEndpoint(
    SessionLookup sessions, StreamResponder streams, SessionSlots slots, ModelCatalog catalog, GatewayInstruments instruments, IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary><c>GET /farai/v1/sessions/{id}</c>.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (!Id(context).Succeeded(out var id, out var error) || !(await sessions.FindAsync(context, id)).Succeeded(out var view, out error))
        {
            await ApiErrorWriter.WriteAsync(context, error);
            return;
        }

        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, ApiErrorWriter.JsonOptions))
            SessionJson.Write(writer, view);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary><c>GET /farai/v1/sessions/{id}/stream</c>.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        var arrival = time.GetTimestamp();
        if (!Position(context).Succeeded(out var position, out var error) || !(await sessions.FindAsync(context, position)).Succeeded(out var view, out error))
            await ApiErrorWriter.WriteAsync(context, error);
        else if (catalog.Find(view.Request!.Model) is not { } model)
            await ApiErrorWriter.WriteAsync(context, ApiError.ModelNotFound(view.Request.Model));
        else if (!slots.TryTake())
            await ApiErrorWriter.WriteAsync(context, ApiError.TooManySessions(slots.Limit, options.Value.RetryAfter));
        else
            await RespondAsync(context, Generation.Resumed(view.Request, model, sessions.Grain(position.Session), position.Next, Asks(context, "include_usage")), arrival);
    }

    private async Task RespondAsync(HttpContext context, Generation generation, long arrival)
    {
        instruments.OnStreamStarted();
        try
        {
            context.Response.Headers[RouteHeaders.Session] = generation.Identity.Session.ToString();
            await streams.RespondAsync(context, generation, new TokenClock(time, instruments, generation.Endpoint, arrival, isResumed: true));
        }
        finally
        {
            instruments.OnStreamEnded();
            slots.Return();
        }
    }

    private static Outcome<SessionId> Id(HttpContext context)
    {
        var text = context.Request.RouteValues["id"]?.ToString();
        return SessionId.TryParse(text, out var id) ? id : ApiError.NoSessionId();
    }

    /// <summary>The header stands above the address: a browser's EventSource reconnects to the address that it had, and adds the header.</summary>
    private static Outcome<StreamPosition> Position(HttpContext context)
    {
        if (!Id(context).Succeeded(out var id, out var error))
            return error;
        if (context.Request.Headers[ResumeHeaders.LastEventId].ToString().Trim() is { Length: > 0 } last)
        {
            if (!ResumeHeaders.Position(last).Succeeded(out var position, out error))
                return error;
            return position.Session == id ? position : ApiError.InvalidValue(ResumeHeaders.LastEventId, $"The header '{ResumeHeaders.LastEventId}' names another session than the address. Send the id of one of this session's events.");
        }

        var from = context.Request.Query["from"].ToString();
        if (from.Length == 0)
            return new StreamPosition(id, 0);
        return int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var next)
            ? new StreamPosition(id, next)
            : ApiError.InvalidValue("from", "'from' must be the index of a token: a whole number of at least 0.");
    }

    private static bool Asks(HttpContext context, string name) => context.Request.Query[name].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}
