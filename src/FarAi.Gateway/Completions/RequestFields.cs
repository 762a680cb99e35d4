using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using FarAi.Gateway.Errors;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Reads the fields of a request and checks their types and ranges. The first fault is kept in <see cref="Error"/>; what is read
/// after it doesn't count. A field that is null counts as absent, as with OpenAI.
/// </summary>
internal sealed class RequestFields(JsonElement root)
{
    public ApiError? Error { get; private set; }

    public void Fail(ApiError error) => Error ??= error;

    public bool TryGet(string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public bool Flag(string name)
    {
        if (!TryGet(name, out var value))
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Wrong(name, "true or false", value);
        return value.ValueKind == JsonValueKind.True;
    }

    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        Wrong(name, "a string", value);
        return null;
    }

    /// <summary>A number in [least, most], or in (least, most] where <paramref name="above"/> says so.</summary>
    public double Number(string name, double absent, double least, double most, bool above = false)
    {
        if (!TryGet(name, out var value))
            return absent;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number <= most && (above ? number > least : number >= least))
            return number;
        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number {(above ? "above" : "from")} {least} {(above ? "and at most" : "to")} {most}"), value);
        return absent;
    }

    public long? Integer(string name, long least, long most, string? rule = null)
    {
        if (!TryGet(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
            return number;
        Wrong(name, rule ?? string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), value);
        return null;
    }

    /// <summary>A fault where the field is present and its value isn't one that changes nothing.</summary>
    public void Refuse(string name, Predicate<JsonElement> changesNothing, string why)
    {
        if (TryGet(name, out var value) && !changesNothing(value))
            Fail(ApiError.Unsupported(name, $"'{name}' {why}. Nothing was generated; leave the field out."));
    }

    public void Wrong(string name, string expected, JsonElement given) => Fail(ApiError.InvalidValue(
        name, $"'{name}' must be {expected}, and is {Describe(given)}. Nothing was generated; correct it and send the request again."));

    /// <summary>A value as an error may show it: short, and never a user's text.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "JSON's own names for its types are in lower case.")]
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.GetRawText() is { Length: <= 40 } number => number,
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => value.ValueKind.ToString().ToLowerInvariant(),
        JsonValueKind.String => "a string",
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        _ => "a number",
    };
}
