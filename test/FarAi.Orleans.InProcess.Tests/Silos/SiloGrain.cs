using Orleans.Placement;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Silos;

internal interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>The address of the silo that it lives on.</summary>
    Task<string> Where();

    Task Set(string text);

    Task<string> Get();

    /// <summary>Waits for the gate, then writes to the journal, stores the text and calls another grain.</summary>
    Task HoldThenAct(string gate, ISiloGrain other);

    Task Hold(string gate);

    /// <summary>Calls <see cref="Hold"/> of another grain and returns the name of the exception that it got.</summary>
    Task<string> CallHold(ISiloGrain other, string gate);

    Task StartTicking(TimeSpan period);

    IAsyncEnumerable<int> Forever();

    Task Note(string entry);

    /// <summary>A reference to another grain, made where this one lives.</summary>
    Task<ISiloGrain> Introduce(string key);
}

[GenerateSerializer, Immutable, Alias("test.silo-state")]
internal sealed record SiloState
{
    [Id(0)]
    public string Text { get; init; } = "";
}

[RandomPlacement]
internal sealed class SiloGrain(Journal journal, ILocalSiloDetails silo, [PersistentState("state", "shared")] IPersistentState<SiloState> state)
    : Grain, ISiloGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Write($"deactivate {this.GetPrimaryKeyString()} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult(silo.SiloAddress.ToParsableString());

    public async Task Set(string text)
    {
        state.State = new SiloState { Text = text };
        await state.WriteStateAsync();
    }

    public Task<string> Get() => Task.FromResult(state.State.Text);

    public async Task HoldThenAct(string gate, ISiloGrain other)
    {
        await Hold(gate);
        await other.Note("a dead grain called");
        await Set("written by the dead");
    }

    public async Task Hold(string gate)
    {
        journal.Write("in " + gate);
        await journal.Pass(gate);
        journal.Write("out " + gate);
    }

    public async Task<string> CallHold(ISiloGrain other, string gate)
    {
        try
        {
            await other.Hold(gate);
            return "none";
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }
    }

    public Task StartTicking(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                journal.Write("tick");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, period));
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<int> Forever()
    {
        for (var i = 0; ; i++)
        {
            yield return i;
            if (i > 0)
                await journal.Pass("never");
        }
    }

    public Task<ISiloGrain> Introduce(string key) => Task.FromResult(GrainFactory.GetGrain<ISiloGrain>(key));

    public Task Note(string entry)
    {
        journal.Write(entry);
        return Task.CompletedTask;
    }
}
