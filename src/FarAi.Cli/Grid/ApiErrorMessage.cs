using System.Text.Json;

namespace FarAi.Cli.Grid;

/// <summary>Reads the parts of an OpenAI-shaped error.</summary>
internal static class ApiErrorMessage
{
    /// <summary>The message, or null where the bytes are no such error.</summary>
    public static string? Of(ReadOnlyMemory<byte> json) => Field(json, "message");

    /// <summary>The code for programs, or null where there is none.</summary>
    public static string? CodeOf(ReadOnlyMemory<byte> json) => Field(json, "code");

    private static string? Field(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty(name, out var field) ? field.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
