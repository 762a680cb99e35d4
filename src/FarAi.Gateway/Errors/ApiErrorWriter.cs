using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace FarAi.Gateway.Errors;

/// <summary>Writes errors as OpenAI does: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class ApiErrorWriter
{
    /// <summary>How all of the gateway's JSON is written: text in other scripts stays readable, and no page embeds it.</summary>
    public static JsonWriterOptions JsonOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a request with the error. The response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, ApiError error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        if (error.RetryAfter is { } retry)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(retry.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter, JsonOptions))
            Write(writer, error);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes the error as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, ApiError error)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("type"u8, error.Type);
        writer.WriteString("param"u8, error.Param);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
