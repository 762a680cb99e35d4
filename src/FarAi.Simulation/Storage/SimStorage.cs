using System.Globalization;
using System.Text.Json;
using FarAi.Simulation.Engine;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Simulation.Storage;

/// <summary>
/// A store that outlives silos. A write has three moments: it leaves, it takes place, its acknowledgement arrives. Failures and
/// the death of a silo can fall between any two of them. States are kept as JSON, so that nothing unwritten survives.
/// </summary>
public sealed class SimStorage : IGrainStorage
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.General);
    private readonly Dictionary<(GrainId Grain, string State), Record> _records = [];
    private readonly SimulationKernel _kernel;
    private readonly SeededRandom _random;

    /// <summary>An empty store.</summary>
    public SimStorage(SimulationKernel kernel, SimStorageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        _kernel = kernel;
        _random = kernel.Stream("storage");
        Options = options ?? new SimStorageOptions();
    }

    /// <summary>How it behaves from now on.</summary>
    public SimStorageOptions Options { get; set; }

    /// <summary>Records that exist.</summary>
    public int Count => _records.Count;

    /// <summary>Bytes of all records.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes and clears that took place.</summary>
    public long Writes { get; private set; }

    /// <summary>Operations that were failed on purpose.</summary>
    public long Faults { get; private set; }

    /// <summary>Called with grain, state name and version when a write takes place, acknowledged or not: for invariants on what is stored.</summary>
    public Action<GrainId, string, long>? Written { get; set; }

    /// <summary>The record of a state as it is stored, or null: for invariants and tests.</summary>
    public T? Peek<T>(GrainId grain, string stateName)
        where T : class => _records.TryGetValue((grain, stateName), out var record) ? JsonSerializer.Deserialize<T>(record.Json, s_json) : null;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (IsPerfect)
        {
            Read(stateName, grainId, grainState);
            return Task.CompletedTask;
        }

        return TravelAsync(write: false, () => Read(stateName, grainId, grainState), static () => { });
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        // Taken now: what the grain changes while the write is under way belongs to the next one.
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State, s_json);
        var expected = grainState.ETag;
        var etag = "";
        if (IsPerfect)
        {
            Apply();
            Acknowledge();
            return Task.CompletedTask;
        }

        return TravelAsync(write: true, Apply, Acknowledge);

        void Apply() => etag = Store(stateName, grainId, expected, json);

        void Acknowledge() => (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var expected = grainState.ETag;
        if (IsPerfect)
        {
            Erase(stateName, grainId, expected);
            Reset(grainState);
            return Task.CompletedTask;
        }

        return TravelAsync(write: true, () => Erase(stateName, grainId, expected), () => Reset(grainState));
    }

    private bool IsPerfect => Options is { Available: true, Latency.Ticks: 0, FailureRate: 0, LostAcknowledgementRate: 0 };

    private async Task TravelAsync(bool write, Action apply, Action acknowledge)
    {
        var options = Options;
        if (!options.Available)
        {
            Faults++;
            await Task.Delay(options.Patience, _kernel.Time);
            throw new SimStorageException("the store did not answer");
        }

        var half = options.Latency * _random.LogNormal(options.Spread) / 2;
        var fails = options.FailureRate > 0 && _random.Chance(options.FailureRate);
        var losesAnswer = write && options.LostAcknowledgementRate > 0 && _random.Chance(options.LostAcknowledgementRate);
        await Wait(half);
        if (fails)
        {
            Faults++;
            await Wait(half);
            throw new SimStorageException("the store failed the operation; nothing was written");
        }

        apply();
        await Wait(half);
        if (losesAnswer)
        {
            Faults++;
            throw new SimStorageException("the store's answer was lost; the operation took place");
        }

        acknowledge();
    }

    private Task Wait(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay, _kernel.Time) : Task.CompletedTask;

    private void Read<T>(string stateName, GrainId grain, IGrainState<T> state)
    {
        if (!_records.TryGetValue((grain, stateName), out var record))
        {
            Reset(state);
            return;
        }

        state.State = JsonSerializer.Deserialize<T>(record.Json, s_json)!;
        (state.ETag, state.RecordExists) = (EtagOf(record), true);
    }

    private string Store(string stateName, GrainId grain, string? expected, byte[] json)
    {
        var key = (grain, stateName);
        var stored = Check(key, expected);
        var record = new Record(json, (stored?.Version ?? 0) + 1);
        _records[key] = record;
        Bytes += json.Length - (stored?.Json.Length ?? 0);
        OnWritten(key, record.Version, StableHash.Of(json));
        return EtagOf(record)!;
    }

    private void Erase(string stateName, GrainId grain, string? expected)
    {
        var key = (grain, stateName);
        var stored = Check(key, expected);
        if (stored is null)
            return;
        _records.Remove(key);
        Bytes -= stored.Json.Length;
        OnWritten(key, 0, 0);
    }

    private Record? Check((GrainId Grain, string State) key, string? expected)
    {
        var stored = _records.GetValueOrDefault(key);
        if (EtagOf(stored) != expected)
            throw new InconsistentStateException($"Version conflict: state {key.State} of {key.Grain} is not the one that was read.", EtagOf(stored), expected);
        return stored;
    }

    private void OnWritten((GrainId Grain, string State) key, long version, ulong content)
    {
        Writes++;
        _kernel.Trace.Add(StableHash.Of(StableHash.Of(key.Grain.Key.AsSpan()), content));
        Written?.Invoke(key.Grain, key.State, version);
    }

    private static void Reset<T>(IGrainState<T> state)
    {
        state.State = default!;
        (state.ETag, state.RecordExists) = (null, false);
    }

    private static string? EtagOf(Record? record) => record?.Version.ToString(CultureInfo.InvariantCulture);

    private sealed record Record(byte[] Json, long Version);
}
