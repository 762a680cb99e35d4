using System.Text.Json.Serialization;

namespace FarAi.Core.Identity;

/// <summary>Three Prime nodes that hold the shards of one target model.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct TriadId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The JSON form. Public because generated serializers of other assemblies construct it.</summary>
    public sealed class Converter : StringIdConverter<TriadId>
    {
        /// <inheritdoc/>
        protected override TriadId Parse(string text) => text.Length is > 0 and <= 200
            ? new TriadId(text)
            : throw new FormatException("a triad id has 1 to 200 characters");
    }
}
