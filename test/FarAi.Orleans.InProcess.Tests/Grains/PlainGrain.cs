using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IPlainGrain : IGrainWithStringKey
{
    Task<string> Key();

    Task Leave();
}

/// <summary>A grain that derives from nothing.</summary>
internal sealed class PlainGrain(IGrainContext context, Journal journal) : IGrainBase, IPlainGrain
{
    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken token)
    {
        this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        journal.Write("activate");
        return Task.CompletedTask;
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        journal.Write("deactivate " + reason.ReasonCode);
        return Task.CompletedTask;
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task Leave()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task Tick()
    {
        journal.Write("tick");
        return Task.CompletedTask;
    }
}
