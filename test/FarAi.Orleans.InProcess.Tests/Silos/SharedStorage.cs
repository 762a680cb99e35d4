using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests.Silos;

/// <summary>A store outside of all silos, so that what a killed silo has written is still there, on either host.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (string Json, string Etag)> _records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _records.TryGetValue((stateName, grainId), out var record);
        grainState.State = exists ? JsonSerializer.Deserialize<T>(record.Json)! : Activator.CreateInstance<T>();
        grainState.ETag = exists ? record.Etag : null;
        grainState.RecordExists = exists;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = Guid.NewGuid().ToString();
        grainState.RecordExists = true;
        _records[(stateName, grainId)] = (JsonSerializer.Serialize(grainState.State), grainState.ETag);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _records.TryRemove((stateName, grainId), out _);
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }
}
