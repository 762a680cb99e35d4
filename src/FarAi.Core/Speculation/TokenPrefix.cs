namespace FarAi.Core.Speculation;

/// <summary>A fingerprint of a sequence's first tokens, with which stages that changed hands make sure that they hold the states of the same tokens. FNV-1a, 64 bits; no secret depends on it.</summary>
public static class TokenPrefix
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Of these tokens.</summary>
    public static ulong Of(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var hash = Offset;
        foreach (var token in tokens)
            hash = (hash ^ (uint)token) * Prime;
        return hash;
    }
}
