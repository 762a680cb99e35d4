using System.Buffers.Binary;
using System.Security.Cryptography;
using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Sessions;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>The two generating endpoints: check the request, start a session, send what it commits, and end it with the client.</summary>
internal sealed partial class CompletionEndpoint(
    RequestParser parser, SessionSlots slots, StreamResponder streams, WholeResponder wholes, SessionLookup sessions, Departure departure, ApiKeyGuard keys, GridCalls calls,
    GatewayInstruments instruments, IOptions<GatewayOptions> options, TimeProvider time, ILogger<CompletionEndpoint> logger)
{
    public Task ChatAsync(HttpContext context) => HandleAsync(context, CompletionKind.Chat);

    public Task TextAsync(HttpContext context) => HandleAsync(context, CompletionKind.Text);

    private async Task HandleAsync(HttpContext context, CompletionKind kind)
    {
        var arrival = time.GetTimestamp();
        var refusal = await ReadAsync(context, kind) is var read && read.Succeeded(out var request, out var error)
            ? await GenerateAsync(context, request, arrival)
            : error;
        if (refusal is not null)
            await ApiErrorWriter.WriteAsync(context, refusal);
    }

    private async Task<Outcome<CompletionRequest>> ReadAsync(HttpContext context, CompletionKind kind)
    {
        var body = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes);
        if (!body.Succeeded(out var document, out var error))
            return error;
        using (document)
        {
            var header = context.Request.Headers[RequestParser.SpeculationHeader];
            return parser.Parse(kind, document.RootElement, header.Count == 0 ? null : header.ToString()).Succeeded(out var request, out error)
                ? ResumeHeaders.Read(context.Request.Headers, request)
                : error;
        }
    }

    /// <summary>Runs the generation and answers; an error where nothing was answered yet.</summary>
    private async Task<ApiError?> GenerateAsync(HttpContext context, CompletionRequest request, long arrival)
    {
        if (!slots.TryTake())
            return ApiError.TooManySessions(slots.Limit, options.Value.RetryAfter);
        instruments.OnStreamStarted();
        try
        {
            return request.Resume is { } position ? await ResumeAsync(context, request, position, arrival) : await RunAsync(context, request, arrival);
        }
        finally
        {
            instruments.OnStreamEnded();
            slots.Return();
        }
    }

    private async Task<ApiError?> RunAsync(HttpContext context, CompletionRequest request, long arrival)
    {
        var id = FreshSession();
        var session = sessions.Grain(id);
        var created = time.GetUtcNow();
        var ended = false;
        try
        {
            var start = await StartAsync(session, Wanted(id, request, keys.OwnerOf(context.Request), created), context.RequestAborted);
            if (start is null || start.Refusal is not null)
            {
                ended = start is not null;
                return start is null ? NoAnswer() : Refused(start);
            }

            var identity = new CompletionIdentity(request.Kind, id, created.ToUnixTimeSeconds(), request.Model.Id, request.Model.Target.Digest);
            var generation = Generation.Started(request, identity, start, session);
            context.Response.Headers[RouteHeaders.Session] = id.ToString();
            context.Response.Headers[RouteHeaders.Route] = generation.Route;
            var clock = new TokenClock(time, instruments, generation.Endpoint, arrival);
            await (request.Stream ? streams.RespondAsync(context, generation, clock) : wholes.RespondAsync(context, generation, clock));
            ended = true;
            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            // A client that was not told the session's id yet could never come back to it.
            if (!ended)
                await departure.LeaveAsync(session, id, reader: 0, request.Detach && context.Response.HasStarted);
        }
    }

    /// <summary>Goes on with a stream that broke, here or at another gateway; an error where nothing was answered yet.</summary>
    private async Task<ApiError?> ResumeAsync(HttpContext context, CompletionRequest request, StreamPosition position, long arrival)
    {
        if (!(await sessions.FindAsync(context, position)).Succeeded(out var view, out var error))
            return error;
        if (ResumeMatch.Difference(request, view.Request!) is { } field)
            return ApiError.InvalidValue(field, $"The session '{position.Session}' was started with another '{field}'. Nothing was changed; repeat its request as it was, or leave '{ResumeHeaders.LastEventId}' out to generate anew.");

        var session = sessions.Grain(position.Session);
        var (reader, ended) = (view.Reader + 1, false);
        try
        {
            if (!(await sessions.ResumeAsync(position.Session, context.RequestAborted)).Succeeded(out view, out error))
                return error;
            reader = view.Reader;
            var generation = Generation.Resumed(view.Request!, request.Model, session, position.Next, request.IncludeUsage);
            context.Response.Headers[RouteHeaders.Session] = position.Session.ToString();
            await streams.RespondAsync(context, generation, new TokenClock(time, instruments, generation.Endpoint, arrival, isResumed: true));
            ended = true;
            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!ended)
                await departure.LeaveAsync(session, position.Session, reader, request.Detach);
        }
    }

    /// <summary>The session's answer; null where its grain gave none.</summary>
    private async Task<SessionStart?> StartAsync(ISessionGrain session, SessionRequest wanted, CancellationToken aborted)
    {
        try
        {
            return await calls.AskAsync(() => session.Start(wanted), options.Value.StartTimeout, nameof(session.Start), aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The edge between HTTP and the grid: whatever a grain threw, the client is told to try again and the log tells why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotStarted(logger, exception, wanted.Session);
            return null;
        }
    }

    private SessionRequest Wanted(SessionId id, CompletionRequest request, string owner, DateTimeOffset created) => new()
    {
        Session = id,
        Model = request.Model.Id,
        Prompt = request.Prompt,
        Sampling = request.Sampling,
        MaxTokens = request.MaxTokens,
        Stop = request.Stop,
        Gamma = request.Gamma,
        Region = options.Value.Region,
        Owner = owner,
        Endpoint = Generation.EndpointOf(request.Kind),
        Created = created,
    };

    private ApiError NoAnswer() => ApiError.Unavailable(
        "The grid did not start the generation. Nothing was generated; send the same request again after the time in Retry-After.", options.Value.RetryAfter);

    private static ApiError Refused(SessionStart start) => ApiError.Unavailable(
        $"The grid can't take the request now: {start.Refusal}. Nothing was generated; send the same request again after the time in Retry-After.", start.RetryAfter);

    /// <summary>An id that can't be guessed: 64 random bits. Where no API keys are set, whoever knows it may read the session.</summary>
    private static SessionId FreshSession()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    [LoggerMessage(1, LogLevel.Error, "session {Session} did not start; the client is told to try again")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, SessionId session);
}
