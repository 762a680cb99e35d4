namespace FarAi.Core.Tests.Speculation;

/// <summary>A model whose next token is a hash of everything before it: one wrong input anywhere changes all that follows.</summary>
internal static class ToyModel
{
    public const int Vocabulary = 5;
    public const int EndToken = 4;

    public static int Next(ReadOnlySpan<int> prefix)
    {
        var token = (int)(Hash(prefix, 17) % 1000);
        return token < 4 ? EndToken : token % EndToken;
    }

    /// <summary>The draft: right in <paramref name="percent"/> of the cases, by another hash of the same prefix.</summary>
    public static int Draft(ReadOnlySpan<int> prefix, int percent)
    {
        var right = Next(prefix);
        return (int)(Hash(prefix, 99) % 100) < percent ? right : (right + 1) % Vocabulary;
    }

    public static List<int> Generate(IReadOnlyList<int> prompt, int limit)
    {
        List<int> tokens = [.. prompt];
        while (tokens.Count < limit)
        {
            var next = Next(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tokens));
            tokens.Add(next);
            if (next == EndToken)
                break;
        }

        return tokens;
    }

    private static ulong Hash(ReadOnlySpan<int> prefix, ulong salt)
    {
        var hash = 0xcbf29ce484222325UL + salt;
        foreach (var token in prefix)
        {
            hash = (hash ^ (uint)token) * 0x9E3779B97F4A7C15UL;
            hash ^= hash >> 29;
        }

        hash *= 0xBF58476D1CE4E5B9UL;
        return hash ^ (hash >> 32);
    }
}
