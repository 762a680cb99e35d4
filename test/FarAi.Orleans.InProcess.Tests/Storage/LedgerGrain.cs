using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Orleans.InProcess.Tests.Storage;

internal interface ILedgerGrain : IGrainWithStringKey
{
    Task<int> Total();

    Task Add(int amount);

    Task AddUnwritten(int amount);

    Task Reread();

    Task Clear();

    Task Leave();

    Task<int> Instance();

    Task<string> Where();

    /// <summary>Writes the record behind the grain's back, as another activation would.</summary>
    Task OverwriteBehindYourBack(int total);
}

internal interface INamedLedgerGrain : ILedgerGrain
{
}

internal interface IHomelessLedgerGrain : ILedgerGrain
{
}

[GenerateSerializer, Immutable, Alias("test.ledger")]
internal sealed record LedgerState
{
    [Id(0)]
    public int Total { get; init; } = 100;
}

internal abstract class LedgerBase(IServiceProvider services, string? storage) : Grain<LedgerState>, ILedgerGrain
{
    private static int s_instances;
    private readonly int _instance = Interlocked.Increment(ref s_instances);
    private int _seenAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seenAtActivation = State.Total;
        return Task.CompletedTask;
    }

    // What OnActivateAsync saw counts: the state must have been read before it.
    public Task<int> Total() => Task.FromResult(_seenAtActivation == 0 ? -1 : State.Total);

    public Task Add(int amount)
    {
        State = State with { Total = State.Total + amount };
        return WriteStateAsync();
    }

    public Task AddUnwritten(int amount)
    {
        State = State with { Total = State.Total + amount };
        return Task.CompletedTask;
    }

    public Task Reread() => ReadStateAsync();

    public Task Clear() => ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult(((ILocalSiloDetails)services.GetService(typeof(ILocalSiloDetails))!).SiloAddress.ToParsableString());

    public Task<int> Instance() => Task.FromResult(_instance);

    public async Task OverwriteBehindYourBack(int total)
    {
        var store = (IGrainStorage)services.GetService(typeof(IGrainStorage))!;
        Assert.Null(storage);
        var record = new GrainState<LedgerState>();
        await store.ReadStateAsync("state", this.GetGrainId(), record);
        record.State = new LedgerState { Total = total };
        await store.WriteStateAsync("state", this.GetGrainId(), record);
    }
}

internal sealed class LedgerGrain(IServiceProvider services) : LedgerBase(services, null)
{
}

/// <summary>Keeps its state in a storage that the test registers itself.</summary>
[StorageProvider(ProviderName = "own")]
internal sealed class NamedLedgerGrain(IServiceProvider services) : LedgerBase(services, "own"), INamedLedgerGrain
{
}

[StorageProvider(ProviderName = "nowhere")]
internal sealed class HomelessLedgerGrain(IServiceProvider services) : LedgerBase(services, "nowhere"), IHomelessLedgerGrain
{
}
