using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Sessions;

/// <content>How it goes on where its triad, or its own activation, changes.</content>
public sealed partial class SessionGrain
{
    /// <summary>Between two attempts to tell the region that the session is over.</summary>
    private static readonly TimeSpan DepartAgain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task OnTriadChanged(TriadView triad)
    {
        if (_output is not { Ended: false } || _route is null || triad.Triad != _route.Triad.Triad)
            return Task.CompletedTask;
        if (triad.Phase == TriadPhase.Ready && triad.Epoch > _route.Triad.Epoch)
        {
            var before = _route.Triad;
            _route = _route with { Triad = triad };
            return triad.ContinuesFrom == before.Epoch ? FollowPromotion(before) : Open();
        }

        if (triad.Phase == TriadPhase.Ready && triad.Epoch == _route.Triad.Epoch)
            _route = _route with { Triad = triad }; // who mirrors it may have changed
        if (triad.Phase != TriadPhase.Ready)
            RecoverIn(TimeSpan.FromMilliseconds(500));
        return Task.CompletedTask;
    }

    /// <summary>Leaves triad, nodes and region; the region counts the session until it hears of that.</summary>
    private async Task Depart()
    {
        if (!await _around.Leave(_route, _speculation.Learnt))
            this.RegisterGrainTimer(Depart, new GrainTimerCreationOptions { DueTime = DepartAgain, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    /// <summary>
    /// A mirror took a member's place: caches and rounds go on by themselves. A new head has to hear the plan, the scout has to find the
    /// new epoch, and what a new tail said before this grain obeyed it is asked for.
    /// </summary>
    private async Task FollowPromotion(TriadView before)
    {
        _homeless = null;
        _stalls.OnResumed(time.GetUtcNow());
        _writer!.Schedule(options.Value.WriteBehind);
        if (_route!.Triad.Head != before.Head)
            _ = _around.Send(new SetPlan(Request.Session, _speculation.Plan), _route.Triad.Head);
        if (_route.Triad.Tail != before.Tail)
            _ = AskTail();
        await OpenScout();
    }

    /// <summary>
    /// Its nodes need not have noticed that the session was moved: only what the tail said meanwhile is missing. It is asked first; the triad,
    /// which may be on its way to another silo too, has news only if nodes were lost as well.
    /// </summary>
    private Task GoOn()
    {
        OnGoesOn();
        _ = AskTail();
        return Refresh();
    }

    private async Task AskTail()
    {
        if (!await _around.Send(new ResendVerdicts(Request.Session, _route!.Triad.Triad, _route.Triad.Epoch, _log.Known), _route.Triad.Tail))
            _stalls.OnAskFailed();
    }
}
