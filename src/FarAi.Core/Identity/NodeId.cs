using System.Text.Json.Serialization;

namespace FarAi.Core.Identity;

/// <summary>One machine (or one GPU of it): the first 20 bytes of the SHA-256 of its public key, in lower-case hex.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct NodeId(string Value)
{
    /// <summary>The first characters, for people.</summary>
    public string Brief => Value.Length > 8 ? Value[..8] : Value;

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The JSON form. Public because generated serializers of other assemblies construct it.</summary>
    public sealed class Converter : StringIdConverter<NodeId>
    {
        /// <inheritdoc/>
        protected override NodeId Parse(string text) => text.Length is > 0 and <= 64
            ? new NodeId(text)
            : throw new FormatException("a node id has 1 to 64 characters");
    }
}
