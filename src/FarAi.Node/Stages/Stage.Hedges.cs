using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <content>
/// A slow member is hedged: its mirror, which has computed the same, speaks too, until the member is heard again or replaced. The head's is not: two heads would
/// start rounds of two lines.
/// </content>
internal abstract partial class Stage
{
    private readonly HedgeBudget _hedges = new();
    private Downstream? _hedge;

    /// <summary>At a mirror: the member is slow, or is heard again.</summary>
    public void OnHedge(Hedge message)
    {
        if (!Terms.IsMirror || message.Epoch != Terms.Epoch)
            return;
        foreach (var session in _sessions.Values)
        {
            session.IsHedged = message.Speaks;
            if (message.Speaks)
                SpeakAgain(session);
        }
    }

    /// <summary>The next member acknowledged something while that was waited for.</summary>
    public void OnProgress()
    {
        PumpReplays();
        if (_hedge is null)
            return;
        _hedge.Link.SendHedge(new Hedge(Terms.Epoch, Speaks: false));
        EndHedge();
    }

    /// <summary>At a mirror: passes on again what may not have arrived, the oldest first.</summary>
    protected abstract void SpeakAgain(StageSession session);

    /// <summary>Asks a mirror of the silent member for its results. False where there is none, or too many were asked lately.</summary>
    private bool TryHedge()
    {
        if (Terms.Role == TriadRole.Tail || _mirrors.Count == 0 || !_hedges.TryTake())
            return false;
        _hedge = _mirrors[0];
        _hedge.Link.SendHedge(new Hedge(Terms.Epoch, Speaks: true));
        Next!.IsAwaited = true;
        Context.Instruments.OnHedge();
        return true;
    }

    private void EndHedge()
    {
        _hedge = null;
        if (Next is { } next)
            next.IsAwaited = false;
    }
}
