using System.Collections.Concurrent;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Reminders;

/// <summary>The ticks that grains received, by grain and reminder; outlives activations.</summary>
public sealed class Ticks
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<TickStatus>> _ticks = new();

    /// <summary>Adds a tick and returns how many there are now.</summary>
    public int Add(string name, TickStatus status)
    {
        var ticks = _ticks.GetOrAdd(name, static _ => new());
        ticks.Enqueue(status);
        return ticks.Count;
    }

    public IReadOnlyList<TickStatus> Of(string name) => _ticks.TryGetValue(name, out var ticks) ? [.. ticks] : [];
}
