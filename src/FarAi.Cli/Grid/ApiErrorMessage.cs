using System.Text.Json;

namespace FarAi.Cli.Grid;

/// <summary>Reads the message out of an OpenAI-shaped error.</summary>
internal static class ApiErrorMessage
{
    /// <summary>The message, or null where the bytes are no such error.</summary>
    public static string? Of(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
