using System.Text.Json;

namespace FarAi.Inference.Tokenization;

/// <summary>Typed reading of JSON fields; a field of the wrong kind is a <see cref="TokenizerFormatException"/> that names it.</summary>
internal static class JsonFields
{
    /// <summary>Parses <paramref name="json"/> and maps it; every fault of the JSON itself becomes a <see cref="TokenizerFormatException"/>.</summary>
    public static T Parse<T>(ReadOnlyMemory<byte> json, string file, Func<JsonElement, T> map)
    {
        if (json.Length > ModelFile.MaximumBytes)
            throw new TokenizerFormatException(TokenizerFormatError.TooLarge, $"{file} is larger than {ModelFile.MaximumBytes} bytes.");
        try
        {
            using var document = JsonDocument.Parse(json);
            return map(document.RootElement.Required(JsonValueKind.Object, file));
        }
        // Every access below checks the kind first, so the parser throws InvalidOperationException only for strings that are not Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TokenizerFormatException(TokenizerFormatError.NotJson, $"{file} is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The field, or null if it is absent or <c>null</c>.</summary>
    public static JsonElement? Optional(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The element itself, which must be of <paramref name="kind"/>.</summary>
    public static JsonElement Required(this JsonElement element, JsonValueKind kind, string what) =>
        element.ValueKind == kind ? element : throw Wrong(what, kind.ToString());

    /// <summary>The field, which must be present and of <paramref name="kind"/>.</summary>
    public static JsonElement Field(this JsonElement parent, string name, JsonValueKind kind) =>
        (parent.Optional(name) ?? throw new TokenizerFormatException(TokenizerFormatError.WrongShape, $"'{name}' is missing."))
        .Required(kind, $"'{name}'");

    /// <summary>A text field, or null if it is absent.</summary>
    public static string? Text(this JsonElement parent, string name) =>
        parent.Optional(name)?.Required(JsonValueKind.String, $"'{name}'").GetString();

    /// <summary>A yes-or-no field.</summary>
    public static bool Flag(this JsonElement parent, string name, bool otherwise = false) =>
        parent.Optional(name) is not { } value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong($"'{name}'", "true or false");

    public static TokenizerFormatException Wrong(string what, string wanted) =>
        new(TokenizerFormatError.WrongShape, $"{what} is not of the kind {wanted}.");
}
