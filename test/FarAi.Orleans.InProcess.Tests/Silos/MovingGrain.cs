using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace FarAi.Orleans.InProcess.Tests.Silos;

internal interface IMovingGrain : IGrainWithStringKey
{
    Task<string> Where();

    Task Remember(string inMemory, string inState);

    Task<string> Recall();

    /// <summary>Asks to move to a silo once this call, which waits for the gate, is done.</summary>
    Task MoveTo(SiloAddress silo, string gate);
}

[RandomPlacement]
internal sealed class MovingGrain(Journal journal, ILocalSiloDetails silo, [PersistentState("state", "shared")] IPersistentState<SiloState> state)
    : Grain, IMovingGrain, IGrainMigrationParticipant
{
    private string _memory = "nothing";

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue("memory", _memory);

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<string>("memory", out var memory))
            _memory = memory;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Write("activate with " + _memory);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Write($"deactivate {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult(silo.SiloAddress.ToParsableString());

    public Task Remember(string inMemory, string inState)
    {
        _memory = inMemory;
        // Not written: only a move brings it along.
        state.State = new SiloState { Text = inState };
        return Task.CompletedTask;
    }

    public Task<string> Recall() => Task.FromResult($"{_memory} {state.State.Text}");

    public async Task MoveTo(SiloAddress silo, string gate)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        MigrateOnIdle();
        journal.Write("in " + gate);
        await journal.Pass(gate);
    }
}
