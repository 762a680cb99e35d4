using System.Buffers;

namespace Orleans.Runtime;

/// <summary>What a moving activation packs, by key.</summary>
public interface IDehydrationContext
{
    /// <summary>The keys packed so far.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>Packs bytes; a key that is there already fails with <see cref="ArgumentException"/>.</summary>
    void AddBytes(string key, ReadOnlySpan<byte> value);

    /// <summary>Packs what a writer writes.</summary>
    void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value);

    /// <summary>Packs a value, which must not be changed from then on: one process does not copy it. False if the key is taken.</summary>
    bool TryAddValue<T>(string key, T? value);
}
