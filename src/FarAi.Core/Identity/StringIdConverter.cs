using System.Text.Json;
using System.Text.Json.Serialization;

namespace FarAi.Core.Identity;

/// <summary>Writes an identity as a bare JSON string.</summary>
public abstract class StringIdConverter<T> : JsonConverter<T>
    where T : struct
{
    /// <summary>The identity that a string names; a <see cref="FormatException"/> where it names none.</summary>
    protected abstract T Parse(string text);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        try
        {
            return Parse(text ?? throw new JsonException($"a {typeof(T).Name} is a string"));
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
