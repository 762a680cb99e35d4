using System.Text.Json.Serialization;

namespace FarAi.Core.Identity;

/// <summary>Three Prime nodes that hold the shards of one target model.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct TriadId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;

    private sealed class Converter : StringIdConverter<TriadId>
    {
        protected override TriadId Parse(string text) => text.Length is > 0 and <= 128
            ? new TriadId(text)
            : throw new FormatException("a triad id has 1 to 128 characters");
    }
}
