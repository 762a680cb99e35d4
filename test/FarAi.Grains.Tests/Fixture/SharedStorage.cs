using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
#if GRAINHOST_ORLEANS
using Orleans.Serialization;
#else
using System.Text.Json;
#endif

namespace FarAi.Grains.Tests.Fixture;

/// <summary>
/// A store outside of all silos: what a killed silo has written is still there. It writes as the hosts' own stores do (Orleans'
/// serializer, or JSON) and checks ETags.
/// </summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (byte[] Content, string ETag)> _records = new();
    private int _writes;

    /// <summary>While set, writes fail with it.</summary>
    public Exception? Fails { get; set; }

    public int Writes => _writes;

#if GRAINHOST_ORLEANS
    public required Serializer Serializer { get; init; }

    private byte[] Write<T>(T state) => Serializer.SerializeToArray(state);

    private T Read<T>(byte[] content) => Serializer.Deserialize<T>(content)!;
#else
    private static byte[] Write<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state);

    private static T Read<T>(byte[] content) => JsonSerializer.Deserialize<T>(content)!;
#endif

    /// <summary>Puts a record there as an earlier version would have.</summary>
    public void Plant<T>(string stateName, GrainId grain, T state) => _records[(stateName, grain)] = (Write(state), "planted");

    public T Stored<T>(string stateName, GrainId grain) => Read<T>(_records[(stateName, grain)].Content);

    public bool Has(string stateName, GrainId grain) => _records.ContainsKey((stateName, grain));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _records.TryGetValue((stateName, grainId), out var record);
        grainState.State = exists ? Read<T>(record.Content) : Activator.CreateInstance<T>();
        (grainState.ETag, grainState.RecordExists) = (exists ? record.ETag : null, exists);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Fails is { } failure)
            return Task.FromException(failure);
        var etag = Interlocked.Increment(ref _writes).ToString(CultureInfo.InvariantCulture);
        lock (_records)
        {
            Check(stateName, grainId, grainState);
            _records[(stateName, grainId)] = (Write(grainState.State), etag);
        }

        (grainState.ETag, grainState.RecordExists) = (etag, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_records)
        {
            Check(stateName, grainId, grainState);
            _records.TryRemove((stateName, grainId), out _);
        }

        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
        return Task.CompletedTask;
    }

    private void Check<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? record.ETag : null;
        if (stored != grainState.ETag)
            throw new InconsistentStateException($"{stateName} of {grainId}", stored ?? "", grainState.ETag ?? "");
    }
}
