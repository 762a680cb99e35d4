using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FarAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace FarAi.Gateway.Completions;

/// <summary>Reads a request's body as one JSON object, within a bound, and says exactly what is wrong with it.</summary>
internal static class RequestBody
{
    /// <summary>
    /// So much of a body that is too long is still read and thrown away: a client that is cut off while it sends sees a broken
    /// connection instead of the answer.
    /// </summary>
    private const int DrainBytes = 32 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static async ValueTask<Outcome<JsonDocument>> ReadAsync(HttpContext context, int limit)
    {
        if (WrongType(context.Request) is { } wrongType)
            return wrongType;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit + (long)DrainBytes;
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? 0, 1024, limit));
        if (!await CopyAsync(context.Request.BodyReader, buffer, limit, context.RequestAborted))
            return ApiError.TooLarge(limit);
        return Parse(buffer.WrittenMemory);
    }

    /// <summary>The JSON object in these bytes, or where they stop being one.</summary>
    public static Outcome<JsonDocument> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (!Utf8.IsValid(body.Span))
            return ApiError.BadJson($"The body is not valid UTF-8: byte {FirstInvalid(body.Span)} begins no character. Nothing was generated; encode the JSON as UTF-8.");
        if (FindLoneSurrogate(body.Span) is { } surrogate)
            return ApiError.BadJson($"The string at byte {surrogate} holds half of a surrogate pair (\\ud800 to \\udfff alone), which is no text. Nothing was generated; send whole characters.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            return ApiError.BadJson($"The body is not valid JSON: {Where(exception)}. Nothing was generated; correct it and send it again.");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        return ApiError.BadJson("The body is JSON, but not an object. Nothing was generated; send an object with the fields of the request.");
    }

    private static ApiError? WrongType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return ApiError.UnsupportedMediaType($"The body's type is {(request.ContentType is { Length: > 0 } given ? $"'{given}'" : "not given")}. Send JSON with the header 'Content-Type: application/json'.");
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return ApiError.UnsupportedMediaType($"The body's charset is '{type.Charset}'. Send the JSON as UTF-8.");
        return request.Headers.ContentEncoding.Count > 0
            ? ApiError.UnsupportedMediaType($"The body's Content-Encoding is '{request.Headers.ContentEncoding}'. Send it uncompressed.")
            : null;
    }

    /// <summary>Copies the body; false where it is longer than the limit, after as much of the rest as is bearable was read.</summary>
    private static async ValueTask<bool> CopyAsync(PipeReader reader, ArrayBufferWriter<byte> buffer, int limit, CancellationToken cancellationToken)
    {
        var read = 0L;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            read += result.Buffer.Length;
            if (read <= limit)
            {
                foreach (var piece in result.Buffer)
                    buffer.Write(piece.Span);
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || read > limit + (long)DrainBytes)
                return read <= limit;
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var consumed) == OperationStatus.Done)
            offset += consumed;
        return offset;
    }

    /// <summary>
    /// Where a string or name holds <c>\ud800</c> to <c>\udfff</c> that isn't a pair: legal JSON, but no text, and the parser would
    /// only throw when the string is used. Null where none does, or where the JSON is broken, which the parser reports.
    /// </summary>
    private static long? FindLoneSurrogate(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsText(ref reader))
                    return reader.TokenStartIndex;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Where(JsonException exception)
    {
        var place = exception.LineNumber is { } line ? $"line {line + 1}, byte {exception.BytePositionInLine + 1}" : "somewhere";
        var message = exception.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"{place}: {(end < 0 ? message : message[..end]).TrimEnd('.')}";
    }
}
