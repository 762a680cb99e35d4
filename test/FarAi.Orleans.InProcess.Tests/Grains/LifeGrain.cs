using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

internal interface ILifeGrain : IGrainWithStringKey
{
    Task<int> Touch();

    Task Leave();

    Task Delay(TimeSpan by);

    Task StartTimer(TimeSpan due, TimeSpan period, bool interleave, bool keepAlive);

    Task StopTimer();

    Task Hold(string gate);

    Task Note(string entry);

    Task<int> Ticks();
}

internal sealed class LifeGrain(Journal journal) : Grain, ILifeGrain
{
    private int _touched;
    private int _ticks;
    private IGrainTimer? _timer;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        journal.Write("activate " + Key);
        return Key.StartsWith("fails-once", StringComparison.Ordinal) && journal.Entries.Count(entry => entry == "activate " + Key) == 1
            ? throw new InvalidDataException("not today")
            : Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Write($"deactivate {Key} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Touch() => Task.FromResult(++_touched);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Delay(TimeSpan by)
    {
        DelayDeactivation(by);
        return Task.CompletedTask;
    }

    public Task StartTimer(TimeSpan due, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(
            async cancellation =>
            {
                _ticks++;
                journal.Write($"tick {_ticks}");
                await Task.Yield();
                if (_ticks == 2)
                    throw new InvalidDataException("a tick fails");
            },
            new GrainTimerCreationOptions(due, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string gate)
    {
        journal.Write("in " + gate);
        await journal.Pass(gate);
        journal.Write("out " + gate);
    }

    public Task Note(string entry)
    {
        journal.Write(entry);
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);
}
