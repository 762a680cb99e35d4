namespace FarAi.Simulation.Engine;

/// <summary>Hashes that are the same in every process and on every machine, unlike <see cref="object.GetHashCode"/>.</summary>
public static class StableHash
{
    /// <summary>A hash of a text (FNV-1a over UTF-16 units, then mixed).</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037ul;
        foreach (var unit in text)
            hash = (hash ^ unit) * 1099511628211ul;
        return Mix(hash);
    }

    /// <summary>A hash of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037ul;
        foreach (var value in bytes)
            hash = (hash ^ value) * 1099511628211ul;
        return Mix(hash);
    }

    /// <summary>One hash of two values, in this order.</summary>
    public static ulong Of(ulong first, ulong second) => Mix((first * 0x9E3779B97F4A7C15ul) ^ Mix(second));

    /// <summary>Spreads every bit over all (the finaliser of splitmix64; Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ul;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBul;
        return value ^ (value >> 31);
    }
}
