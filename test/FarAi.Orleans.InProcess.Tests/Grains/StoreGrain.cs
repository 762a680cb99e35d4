using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IStoreGrain : IGrainWithStringKey
{
    Task<StoreState> Get();

    Task<bool> Exists();

    Task<string?> Etag();

    Task Set(string text, bool write);

    Task WriteTwice(string first, string second);

    Task Clear();

    Task Leave();

    /// <summary>Writes the record behind the grain's back, as another activation would.</summary>
    Task WriteBehindYourBack(string text);

    Task<int> Instance();
}

[GenerateSerializer, Immutable, Alias("test.store")]
internal sealed record StoreState
{
    [Id(0)]
    public string Text { get; init; } = "fresh";

    [Id(1)]
    // An array: Orleans' storage serializer cannot read back the type that [1, 2] has behind IReadOnlyList.
    public int[] Numbers { get; init; } = [];
}

internal sealed class StoreGrain(
    [PersistentState("state")] IPersistentState<StoreState> state,
    [PersistentState("other", "named")] IPersistentState<StoreState> other,
    IGrainStorage storage) : Grain, IStoreGrain
{
    private static int s_instances;
    private readonly int _instance = Interlocked.Increment(ref s_instances);

    public Task<StoreState> Get() => Task.FromResult(state.State);

    public Task<bool> Exists() => Task.FromResult(state.RecordExists || other.RecordExists);

    public Task<string?> Etag() => Task.FromResult(state.Etag);

    public async Task Set(string text, bool write)
    {
        state.State = state.State with { Text = text, Numbers = [text.Length, 2, 3] };
        if (write)
            await state.WriteStateAsync();
    }

    public async Task WriteTwice(string first, string second)
    {
        state.State = new StoreState { Text = first };
        var one = state.WriteStateAsync();
        state.State = new StoreState { Text = second };
        var two = state.WriteStateAsync();
        await Task.WhenAll(one, two);
    }

    public async Task Clear() => await state.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task WriteBehindYourBack(string text)
    {
        var record = new GrainState<StoreState>();
        await storage.ReadStateAsync("state", this.GetGrainId(), record);
        record.State = new StoreState { Text = text };
        await storage.WriteStateAsync("state", this.GetGrainId(), record);
    }

    public Task<int> Instance() => Task.FromResult(_instance);
}
