using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Grain references in stored states: written as their identity, read back as references of the host in which the reading
/// grain runs, and so usable after a restart.
/// </summary>
internal sealed class GrainReferenceJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeof(GrainReference).IsAssignableFrom(typeToConvert) || (typeToConvert.IsInterface && typeof(IAddressable).IsAssignableFrom(typeToConvert));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : class, IAddressable
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String || !GrainId.TryParse(reader.GetString(), out var id))
                throw new JsonException($"not the identity of a grain, where an {typeof(T).Name} is stored");
            if (SynchronizationContext.Current is not TurnQueue { Host: { } host })
                throw new InvalidOperationException($"A stored {typeof(T).Name} can only be read by a grain: a reference belongs to the host of its reader.");
            return typeof(T).IsAssignableFrom(typeof(UntypedGrainReference))
                ? (T)(object)host.References.UntypedReference(id)
                : (T)(object)host.Interfaces.CreateReference(host.References, typeof(T), id);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.GetGrainId().ToString());
    }
}
