using System.Diagnostics.CodeAnalysis;

namespace FarAi.Core.Events;

/// <summary>A map that forgets what was set longest ago.</summary>
/// <param name="most">Entries that it holds at most.</param>
internal sealed class RecentMap<TKey, TValue>(int most)
    where TKey : struct
    where TValue : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byAge = new();

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        _entries[key] = _byAge.AddLast((key, value));
        if (_entries.Count > most)
            Remove(_byAge.First!.Value.Key);
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = found ? entry!.Value.Value : default;
        return found;
    }

    public void Remove(TKey key)
    {
        if (_entries.Remove(key, out var entry))
            _byAge.Remove(entry);
    }
}
