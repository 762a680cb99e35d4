using System.Globalization;
using FarAi.Core.Identity;

namespace FarAi.Gateway.Errors;

/// <summary>What a client is told when a request can't be answered, in OpenAI's shape.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">What happened, what was kept and what to do.</param>
/// <param name="Type">OpenAI's class of error.</param>
/// <param name="Param">The field at fault; null where none is.</param>
/// <param name="Code">A code for programs; null where OpenAI has none.</param>
internal sealed record ApiError(int Status, string Message, string Type, string? Param = null, string? Code = null)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    /// <summary>When to try again; null where trying again doesn't help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ApiError InvalidValue(string param, string message) => new(400, message, InvalidRequest, param, "invalid_value");

    public static ApiError Unsupported(string param, string message) => new(400, message, InvalidRequest, param, "unsupported_parameter");

    public static ApiError Missing(string param) =>
        new(400, $"The field '{param}' is missing. Nothing was generated; add it and send the request again.", InvalidRequest, param, "missing_required_parameter");

    public static ApiError BadJson(string message) => new(400, message, InvalidRequest, null, "invalid_json");

    public static ApiError ContextLengthExceeded(string param, string size, int context) => new(
        400,
        $"This model's context holds {context} tokens, and the prompt has {size}; at least one more is needed for the answer. Nothing was generated; shorten the prompt.",
        InvalidRequest, param, "context_length_exceeded");

    public static ApiError Unauthorized(bool presented) => presented
        ? new(401, "The API key is not one of this grid's keys. Nothing was done; check the key.", InvalidRequest, null, "invalid_api_key")
        : new(401, "This grid asks for an API key. Nothing was done; send it in the header 'Authorization: Bearer KEY'.", InvalidRequest, null, "missing_api_key");

    public static ApiError NotAnOperator(bool presented) => presented
        ? new(401, "That is not this grid's admin key. Nothing was done; check the key.", InvalidRequest, null, "invalid_admin_key")
        : new(401, "This part of the API is for operators. Nothing was done; send the admin key in the header 'Authorization: Bearer KEY'.", InvalidRequest, null, "missing_admin_key");

    public static ApiError ModelNotFound(string model) => new(
        404, $"The model '{model}' is not served here. Nothing was generated; GET /v1/models lists the models.", InvalidRequest, "model", "model_not_found");

    public static ApiError SessionNotFound(SessionId session, TimeSpan retention) => new(
        404, string.Create(CultureInfo.InvariantCulture, $"There is no session '{session}' for this client: outputs are kept for {retention.TotalMinutes:0.##} minutes after a session's end and then erased. Nothing was generated; send the request without 'Last-Event-ID' to generate anew."),
        InvalidRequest, null, "session_not_found");

    public static ApiError NoSessionId() => new(
        404, "There is no such session: a session's id is 's-' and 16 hexadecimal digits, as in the header 'x-farai-session'.", InvalidRequest, null, "session_not_found");

    public static ApiError UnknownPath(string method, string path) => new(
        404, $"There is nothing at {method} {path}. The API is under /v1; see GET /v1/models.", InvalidRequest, null, "unknown_url");

    public static ApiError MethodNotAllowed(string method, string path, string? allowed) => new(
        405, $"{method} is not possible at {path}{(string.IsNullOrEmpty(allowed) ? "" : $"; use {allowed}")}.", InvalidRequest, null, "method_not_allowed");

    public static ApiError TooLarge(int limit) => new(
        413, $"The request's body is longer than {limit} bytes. Nothing was generated; send a shorter prompt.", InvalidRequest, null, "request_too_large");

    public static ApiError UnsupportedMediaType(string message) => new(415, message, InvalidRequest, null, "unsupported_media_type");

    public static ApiError TooManySessions(int limit, TimeSpan retryAfter) => new(
        429, $"{limit} generations run through this gateway already, its limit. Nothing was started; send the same request again after the time in Retry-After.",
        "requests", null, "rate_limit_exceeded")
    { RetryAfter = retryAfter };

    public static ApiError Internal(string requestId) => new(
        500, $"The gateway failed in answering the request; the operator finds the cause in the log under {requestId}. Nothing was kept; the same request may be sent again.",
        ServerError, null, "internal_error");

    public static ApiError Unavailable(string message, TimeSpan retryAfter, string code = "service_unavailable") =>
        new(503, message, ServerError, null, code) { RetryAfter = retryAfter };

    public static ApiError GenerationFailed(string message, TimeSpan retryAfter) => Unavailable(message, retryAfter, "generation_failed");

    /// <summary>The error for a request that the server itself refused to read.</summary>
    public static ApiError BadRequest(int status, string message) => new(status, message, InvalidRequest, null, "bad_request");
}
