using System.Security.Cryptography;
using FarAi.Gateway.Completions;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Hosting;

/// <summary>What stands around every request: its id, the API key, an OpenAI-shaped answer to whatever goes wrong, and its count.</summary>
internal sealed partial class RequestFrame(ApiKeyGuard keys, GatewayInstruments instruments, IOptions<GatewayOptions> options, ILogger<RequestFrame> logger)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var id = "req_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        context.Response.Headers[RouteHeaders.RequestId] = id;
        try
        {
            if (keys.Check(context.Request) is { } refused)
                await ApiErrorWriter.WriteAsync(context, refused);
            else
                await AnswerAsync(context, next, id);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(logger, id);
        }

        instruments.OnRequestAnswered(context.GetEndpoint()?.Metadata.GetMetadata<EndpointLabel>()?.Name ?? "other", context.Response.StatusCode);
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, string id)
    {
        ApiError? error;
        try
        {
            await next(context);
            error = Unanswered(context);
        }
        catch (BadHttpRequestException exception)
        {
            error = exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? ApiError.TooLarge(options.Value.MaxRequestBytes)
                : ApiError.BadRequest(exception.StatusCode, $"The request can't be read: {exception.Message} Nothing was generated; correct it and send it again.");
        }
#pragma warning disable CA1031 // The top of the request: the client gets an error in OpenAI's shape, the log the cause.
        catch (Exception exception) when (!(exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
#pragma warning restore CA1031
        {
            LogFailed(logger, exception, id);
            error = ApiError.Internal(id);
        }

        if (error is null)
            return;
        if (context.Response.HasStarted)
            context.Abort(); // half an answer must not look like a whole one
        else
            await ApiErrorWriter.WriteAsync(context, error);
    }

    /// <summary>The error for a request that no endpoint took; null where one answered.</summary>
    private static ApiError? Unanswered(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.ContentType is not null || response.ContentLength is not null)
            return null;
        var path = request.Path.Value is { Length: <= 200 } shown ? shown : request.Path.Value?[..200] + "…";
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ApiError.UnknownPath(request.Method, path),
            StatusCodes.Status405MethodNotAllowed => ApiError.MethodNotAllowed(request.Method, path, response.Headers.Allow),
            _ => null,
        };
    }

    [LoggerMessage(1, LogLevel.Debug, "the client of request {RequestId} went away")]
    private static partial void LogAborted(ILogger logger, string requestId);

    [LoggerMessage(2, LogLevel.Error, "request {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string requestId);
}
