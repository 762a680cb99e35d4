using System.Globalization;
using System.Text.Json.Serialization;

namespace FarAi.Core.Identity;

/// <summary>One generation. Unguessable: whoever knows it can attach a draft to the session.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct SessionId(ulong Value)
{
    private const string Prefix = "s-";

    /// <inheritdoc/>
    public override string ToString() => Prefix + Value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out SessionId id)
    {
        id = default;
        if (text is null || text.Length != Prefix.Length + 16 || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !ulong.TryParse(text.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        id = new SessionId(value);
        return true;
    }

    /// <summary>The JSON form. Public because generated serializers of other assemblies construct it.</summary>
    public sealed class Converter : StringIdConverter<SessionId>
    {
        /// <inheritdoc/>
        protected override SessionId Parse(string text) => TryParse(text, out var id)
            ? id
            : throw new FormatException("a session id is 's-' and 16 hexadecimal digits");
    }
}
