using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>Stream ids in JSON, as Orleans writes them: <c>[namespace or null, key]</c>.</summary>
public sealed class StreamIdJsonConverter : JsonConverter<StreamId>
{
    /// <inheritdoc/>
    public override StreamId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<string?[]>(ref reader, options) is [var ns, { Length: > 0 } key]
            ? StreamId.Create(ns, key)
            : throw new JsonException($"Could not deserialize {nameof(StreamId)}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StreamId value, JsonSerializerOptions options)
    {
        if (value == default)
            throw new JsonException($"Could not serialize {nameof(StreamId)}.");
        writer.WriteStartArray();
        writer.WriteStringValue(value.GetNamespace());
        writer.WriteStringValue(value.GetKeyAsString());
        writer.WriteEndArray();
    }
}
