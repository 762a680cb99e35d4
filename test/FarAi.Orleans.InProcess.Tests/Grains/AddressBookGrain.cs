using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IAddressBookGrain : IGrainWithStringKey
{
    /// <summary>The key of the grain that was passed, asked of that grain.</summary>
    Task<string> AskKey(IEchoGrain grain);

    /// <summary>The same, through references inside a message.</summary>
    Task<string[]> AskKeys(Addresses addresses);

    Task<IEchoGrain> Find(string key);

    Task Keep(Addresses addresses);

    Task<Addresses> Kept();

    Task<int> AskObserver(ITestObserver observer, IObservedGrain through);

    Task Leave();
}

[GenerateSerializer, Immutable, Alias("test.addresses")]
internal sealed record Addresses
{
    [Id(0)]
    public IEchoGrain? One { get; init; }

    [Id(1)]
    public IEchoGrain[] Many { get; init; } = [];

    [Id(2)]
    public Dictionary<string, IAddressBookGrain> Books { get; init; } = [];
}

internal sealed class AddressBookGrain([PersistentState("addresses")] IPersistentState<Addresses> state) : Grain, IAddressBookGrain
{
    public Task<string> AskKey(IEchoGrain grain) => grain.Key();

    public Task<string[]> AskKeys(Addresses addresses) => Task.WhenAll(addresses.Many.Prepend(addresses.One!).Select(grain => grain.Key()));

    public Task<IEchoGrain> Find(string key) => Task.FromResult(GrainFactory.GetGrain<IEchoGrain>(key));

    public async Task Keep(Addresses addresses)
    {
        state.State = addresses;
        await state.WriteStateAsync();
    }

    public Task<Addresses> Kept() => Task.FromResult(state.State);

    public Task<int> AskObserver(ITestObserver observer, IObservedGrain through) => through.Ask(observer, 21);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
