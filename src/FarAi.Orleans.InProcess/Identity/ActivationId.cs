using System.Globalization;

namespace Orleans.Runtime;

/// <summary>The identity of one activation: a number that no other activation of its cluster has.</summary>
public readonly struct ActivationId : IEquatable<ActivationId>
{
    private readonly long _number;

    internal ActivationId(long number) => _number = number;

    /// <summary>Whether this is the empty default.</summary>
    public bool IsDefault => _number == 0;

    /// <inheritdoc/>
    public bool Equals(ActivationId other) => _number == other._number;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActivationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _number.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"@{_number:x}");

    /// <summary>Equality.</summary>
    public static bool operator ==(ActivationId left, ActivationId right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(ActivationId left, ActivationId right) => !left.Equals(right);
}
