using System.Text.Json;

namespace FarAi.Inference.Models;

/// <summary>Typed, range-checked reading of one JSON object's members.</summary>
internal readonly struct JsonSettings(JsonElement root, string file)
{
    /// <summary>The member, or null if it is absent or null.</summary>
    public JsonElement? Find(string name)
    {
        try
        {
            return root.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;
        }
        catch (InvalidOperationException e)
        {
            // Thrown for a member whose escaped name is half of a surrogate pair.
            throw new ModelFormatException(ModelFormatError.InvalidJson, $"{file}: a member's name is not text.", e);
        }
    }

    public int Integer(string name, int lowest, int highest, int? fallback = null)
    {
        if (Find(name) is not { } element)
        {
            int value = fallback ?? throw Missing(name);
            return value >= lowest && value <= highest ? value : throw Range(name, lowest, highest);
        }

        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int given) && given >= lowest && given <= highest
            ? given
            : throw Range(name, lowest, highest);
    }

    public double Number(string name, double lowest, double highest, double? fallback = null)
    {
        if (Find(name) is not { } element)
        {
            return fallback ?? throw Missing(name);
        }

        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double given) && given >= lowest && given <= highest
            ? given
            : throw Range(name, lowest, highest);
    }

    public bool Flag(string name, bool fallback) => Find(name) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new ModelFormatException(ModelFormatError.InvalidSetting, $"{file}: {name} must be true or false."),
    };

    public string Text(string name, string fallback)
    {
        if (Find(name) is not { } element)
        {
            return fallback;
        }

        if (element.ValueKind == JsonValueKind.String)
        {
            try
            {
                return element.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // Not text: invalid UTF-8 or half of a surrogate pair; falls through to the error below.
            }
        }

        throw new ModelFormatException(ModelFormatError.InvalidSetting, $"{file}: {name} must be text.");
    }

    private ModelFormatException Missing(string name) => new(ModelFormatError.MissingSetting, $"{file}: {name} is missing.");

    private ModelFormatException Range(string name, double lowest, double highest) =>
        new(ModelFormatError.InvalidSetting, FormattableString.Invariant($"{file}: {name} must be a number from {lowest} to {highest}."));
}
