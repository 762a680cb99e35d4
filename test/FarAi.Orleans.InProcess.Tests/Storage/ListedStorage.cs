using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests.Storage;

/// <summary>A storage of an application's own, against the public interface only.</summary>
internal sealed class ListedStorage : IGrainStorage
{
    public ConcurrentDictionary<string, object> Records { get; } = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = Records.TryGetValue($"{stateName}@{grainId}", out var stored);
        grainState.State = grainState.RecordExists ? (T)stored! : Activator.CreateInstance<T>();
        grainState.ETag = grainState.RecordExists ? "1" : null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Records[$"{stateName}@{grainId}"] = grainState.State!;
        (grainState.ETag, grainState.RecordExists) = ("1", true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Records.TryRemove($"{stateName}@{grainId}", out _);
        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
        return Task.CompletedTask;
    }
}
