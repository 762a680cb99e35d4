namespace Orleans.Runtime;

/// <summary>A GUID as an object of its own; names stream subscriptions.</summary>
public sealed class GuidId : IEquatable<GuidId>, IComparable<GuidId>
{
    private GuidId(Guid value) => Guid = value;

    /// <summary>The GUID.</summary>
#pragma warning disable CA1720 // The names are Orleans'.
    public Guid Guid { get; }

    /// <summary>A new one.</summary>
    public static GuidId GetNewGuidId() => new(Guid.NewGuid());

    /// <summary>A given one.</summary>
    public static GuidId GetGuidId(Guid guid) => new(guid);
#pragma warning restore CA1720

    /// <inheritdoc/>
    public int CompareTo(GuidId? other) => other is null ? 1 : Guid.CompareTo(other.Guid);

    /// <inheritdoc/>
    public bool Equals(GuidId? other) => other is not null && Guid.Equals(other.Guid);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GuidId);

    /// <inheritdoc/>
    public override int GetHashCode() => Guid.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Guid.ToString();

    /// <summary>Equality by value.</summary>
    public static bool operator ==(GuidId? left, GuidId? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(GuidId? left, GuidId? right) => !(left == right);
}
