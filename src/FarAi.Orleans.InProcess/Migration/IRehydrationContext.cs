using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>What a moved activation finds packed, by key.</summary>
public interface IRehydrationContext
{
    /// <summary>The keys.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>Bytes that were packed as bytes.</summary>
    bool TryGetBytes(string key, out ReadOnlySequence<byte> value);

    /// <summary>A value that was packed as one, if it is of the type.</summary>
    bool TryGetValue<T>(string key, [NotNullWhen(true)] out T? value);
}
