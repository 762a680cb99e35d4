using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The luggage of one move. Values travel as they are: silos of one process share their memory.</summary>
internal sealed class MigrationContext : IDehydrationContext, IRehydrationContext
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _values.Keys;

    public void AddBytes(string key, ReadOnlySpan<byte> value) => _values.Add(key, value.ToArray());

    public void AddBytes<T>(string key, Action<T, IBufferWriter<byte>> valueWriter, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        valueWriter(value, buffer);
        _values.Add(key, buffer.WrittenSpan.ToArray());
    }

    public bool TryAddValue<T>(string key, T? value) => _values.TryAdd(key, value);

    public bool TryGetBytes(string key, out ReadOnlySequence<byte> value)
    {
        var found = _values.GetValueOrDefault(key) as byte[];
        value = found is null ? default : new ReadOnlySequence<byte>(found);
        return found is not null;
    }

    public bool TryGetValue<T>(string key, [NotNullWhen(true)] out T? value)
    {
        value = _values.GetValueOrDefault(key) is T known ? known : default;
        return value is not null;
    }
}
