using Orleans;

namespace FarAi.Benchmarks;

internal interface IStoreGrain : IGrainWithStringKey
{
    /// <summary>Changes the state and writes it.</summary>
    Task Write(Message message);
}
