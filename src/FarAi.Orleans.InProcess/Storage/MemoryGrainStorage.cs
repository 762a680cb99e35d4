using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Keeps states in memory, for tests and simulations. States are kept as JSON all the same: what a grain changed but did not
/// write is lost with its activation, as in a real store.
/// </summary>
internal sealed class MemoryGrainStorage(string name) : IGrainStorage
{
    private readonly ConcurrentDictionary<(GrainId Grain, string State), Record> _records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((grainId, stateName), out var record))
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.Json, GrainStateJson.Default);
            grainState.ETag = EtagOf(record);
            grainState.RecordExists = true;
        }
        else
        {
            Reset(grainState);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State, GrainStateJson.Default);
        var key = (grainId, stateName);
        var written = _records.TryGetValue(key, out var stored) ? new Record(json, stored.Version + 1) : new Record(json, 1);
        var won = EtagOf(stored) == grainState.ETag
            && (stored is null ? _records.TryAdd(key, written) : _records.TryUpdate(key, written, stored));
        if (!won)
            throw Conflict(stateName, grainId, EtagOf(stored), grainState.ETag);
        grainState.ETag = EtagOf(written);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (grainId, stateName);
        _records.TryGetValue(key, out var stored);
        var won = EtagOf(stored) == grainState.ETag && (stored is null || _records.TryRemove(new KeyValuePair<(GrainId, string), Record>(key, stored)));
        if (!won)
            throw Conflict(stateName, grainId, EtagOf(stored), grainState.ETag);
        Reset(grainState);
        return Task.CompletedTask;
    }

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string? EtagOf(Record? record) => record?.Version.ToString(CultureInfo.InvariantCulture);

    private InconsistentStateException Conflict(string stateName, GrainId grainId, string? stored, string? expected) => new(
        $"Version conflict in storage \"{name}\": state {stateName} of {grainId} is not the one that was read.", stored, expected);

    // A class, so that compare-and-swap on the dictionary compares identities.
    private sealed class Record(byte[] json, long version)
    {
        public byte[] Json { get; } = json;

        public long Version { get; } = version;
    }
}
