using FarAi.Grains.Hosting;
using Orleans;
using Orleans.Runtime;

namespace FarAi.EndToEnd.Cluster;

/// <summary>Counts in the store; a count that is answered must be there for ever.</summary>
[Alias("farai.test.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    /// <summary>Adds one and answers the stored sum.</summary>
    [Alias("Add")]
    Task<int> Add();

    /// <summary>The sum.</summary>
    [Alias("Read")]
    Task<int> Read();
}

/// <summary>What is stored.</summary>
[GenerateSerializer, Alias("farai.test.CounterState")]
public sealed class CounterState
{
    /// <summary>The sum.</summary>
    [Id(0)]
    public int Sum { get; set; }
}

/// <inheritdoc cref="ICounterGrain"/>
[GrainType("test-counter")]
public sealed class CounterGrain([PersistentState("counter", GrainsServiceCollectionExtensions.Storage)] IPersistentState<CounterState> state) : Grain, ICounterGrain
{
    /// <inheritdoc/>
    public async Task<int> Add()
    {
        state.State.Sum++;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Memory must not run ahead of the store: the next activation reads what is there.
            DeactivateOnIdle();
            throw;
        }

        return state.State.Sum;
    }

    /// <inheritdoc/>
    public Task<int> Read() => Task.FromResult(state.State.Sum);
}
