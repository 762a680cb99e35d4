using System.Collections.Concurrent;

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>What grains did, in order, and gates that tests hold shut; shared between a test and its grains through services.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _entries = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _marks = new();

    public IReadOnlyList<string> Entries => [.. _entries];

    /// <summary>Writes an entry and releases whoever waits for it.</summary>
    public void Write(string entry)
    {
        _entries.Enqueue(entry);
        MarkOf(entry).TrySetResult();
    }

    /// <summary>Waits until the entry has been written at least once.</summary>
    public Task Written(string entry) => MarkOf(entry).Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Waits in a grain until the test opens the gate.</summary>
    public Task Pass(string gate) => GateOf(gate).Task;

    public void Open(string gate) => GateOf(gate).TrySetResult();

    private TaskCompletionSource GateOf(string name) => _gates.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource MarkOf(string name) => _marks.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
