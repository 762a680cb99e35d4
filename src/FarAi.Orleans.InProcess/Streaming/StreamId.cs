using System.Text;
using System.Text.Json.Serialization;

namespace Orleans.Runtime;

/// <summary>The identity of a stream within its provider: a namespace, which may be missing, and a key.</summary>
[JsonConverter(typeof(StreamIdJsonConverter))]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>
{
    private readonly string? _namespace;
    private readonly string? _key;

    private StreamId(string? @namespace, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _namespace = string.IsNullOrEmpty(@namespace) ? null : @namespace;
        _key = key;
    }

    /// <summary>Namespace and key as UTF-8, one after the other.</summary>
    public ReadOnlyMemory<byte> FullKey => Encoding.UTF8.GetBytes(_namespace + _key);

    /// <summary>The namespace as UTF-8.</summary>
    public ReadOnlyMemory<byte> Namespace => Encoding.UTF8.GetBytes(_namespace ?? string.Empty);

    /// <summary>The key as UTF-8.</summary>
    public ReadOnlyMemory<byte> Key => Encoding.UTF8.GetBytes(GetKeyAsString());

    /// <summary>A stream with UTF-8 names.</summary>
    public static StreamId Create(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> key) => new(Encoding.UTF8.GetString(ns), Encoding.UTF8.GetString(key));

    /// <summary>A stream with a GUID as key (32 digits).</summary>
    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    /// <summary>A stream with an integer as key (decimal).</summary>
    public static StreamId Create(string? ns, long key) => new(ns, key.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A stream with text as key.</summary>
    public static StreamId Create(string? ns, string key) => new(ns, key);

    /// <summary>Reads what <see cref="ToString"/> writes, as UTF-8.</summary>
    public static StreamId Parse(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        return slash < 0
            ? throw new ArgumentException($"Unable to parse \"{Encoding.UTF8.GetString(value)}\" as a stream id")
            : Create(value[..slash], value[(slash + 1)..]);
    }

    /// <summary>The key.</summary>
    public string GetKeyAsString() => _key ?? string.Empty;

    /// <summary>The namespace, or null.</summary>
    public string? GetNamespace() => _namespace;

    /// <inheritdoc/>
    public bool Equals(StreamId other) =>
        string.Equals(_key, other._key, StringComparison.Ordinal) && string.Equals(_namespace, other._namespace, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IdSpan.Create(ToString()).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(StreamId other) => string.CompareOrdinal(_namespace, other._namespace) is var order and not 0
        ? order
        : string.CompareOrdinal(_key, other._key);

    /// <inheritdoc/>
    public override string ToString() => $"{_namespace ?? "null"}/{_key}";

    /// <summary>Equality by namespace and key.</summary>
    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    /// <summary>Inequality by namespace and key.</summary>
    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
