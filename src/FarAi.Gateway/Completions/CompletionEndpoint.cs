using System.Buffers.Binary;
using System.Security.Cryptography;
using FarAi.Core.Identity;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Gateway.Completions;

/// <summary>The two generating endpoints: check the request, start a session, send what it commits, and end it with the client.</summary>
internal sealed partial class CompletionEndpoint(
    RequestParser parser, SessionSlots slots, StreamResponder streams, WholeResponder wholes, IClusterClient grains, GridCalls calls,
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
            return parser.Parse(kind, document.RootElement, header.Count == 0 ? null : header.ToString());
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
            return await RunAsync(context, request, arrival);
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
        var session = grains.GetGrain<ISessionGrain>(id.ToString());
        var ended = false;
        try
        {
            var start = await StartAsync(session, id, request, context.RequestAborted);
            if (start is null || start.Refusal is not null)
            {
                ended = start is not null;
                return start is null ? NoAnswer() : Refused(start);
            }

            var identity = new CompletionIdentity(request.Kind, id, time.GetUtcNow().ToUnixTimeSeconds(), request.Model.Id, request.Model.Target.Digest);
            var generation = new Generation(request, identity, start, session);
            context.Response.Headers[RouteHeaders.Session] = id.ToString();
            context.Response.Headers[RouteHeaders.Route] = generation.Route;
            var clock = new TokenClock(time, instruments, generation.Endpoint, arrival);
            await (request.Stream ? streams.RespondAsync(context, generation, clock) : wholes.RespondAsync(context, generation, clock));
            ended = true;
            return null;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAbandoned(logger, id);
            return null;
        }
        finally
        {
            if (!ended)
                await CancelAsync(session, id);
        }
    }

    /// <summary>The session's answer; null where its grain gave none.</summary>
    private async Task<SessionStart?> StartAsync(ISessionGrain session, SessionId id, CompletionRequest request, CancellationToken aborted)
    {
        try
        {
            var wanted = new SessionRequest
            {
                Session = id,
                Model = request.Model.Id,
                Prompt = request.Prompt,
                Sampling = request.Sampling,
                MaxTokens = request.MaxTokens,
                Stop = request.Stop,
                Gamma = request.Gamma,
                Region = options.Value.Region,
            };
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
            LogNotStarted(logger, exception, id);
            return null;
        }
    }

    private async Task CancelAsync(ISessionGrain session, SessionId id)
    {
        try
        {
            await session.Cancel();
        }
#pragma warning disable CA1031 // Nobody waits for the answer; a session that can't be told ends at its token limit.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotCancelled(logger, exception, id);
        }
    }

    private ApiError NoAnswer() => ApiError.Unavailable(
        "The grid did not start the generation. Nothing was generated; send the same request again after the time in Retry-After.", options.Value.RetryAfter);

    private static ApiError Refused(SessionStart start) => ApiError.Unavailable(
        $"The grid can't take the request now: {start.Refusal}. Nothing was generated; send the same request again after the time in Retry-After.", start.RetryAfter);

    /// <summary>An id that can't be guessed: whoever knows it may read the session.</summary>
    private static SessionId FreshSession()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return new SessionId(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    [LoggerMessage(1, LogLevel.Information, "the client of session {Session} went away; the session is cancelled")]
    private static partial void LogAbandoned(ILogger logger, SessionId session);

    [LoggerMessage(2, LogLevel.Error, "session {Session} did not start; the client is told to try again")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, SessionId session);

    [LoggerMessage(3, LogLevel.Warning, "session {Session} could not be cancelled; it ends by itself")]
    private static partial void LogNotCancelled(ILogger logger, Exception exception, SessionId session);
}
