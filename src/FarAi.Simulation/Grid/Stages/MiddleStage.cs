using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>Passes hidden states on.</summary>
internal sealed class MiddleStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : Stage(process, terms, shard)
{
    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)) || !CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;
        Add(new StageSession(opened, made.Cache, made.Reserved));
        PassOn(opened);
    }

    public override void OpenReplayed(OpenSession opened)
    {
        if (!IsAhead(opened.Epoch, () => OpenReplayed(opened)) && Find(opened.Session)?.Opened.Opening != opened.Opening && MakeCache(opened) is { } made)
            Add(new StageSession(opened, made.Cache, made.Reserved));
    }

    public override void Resume(SessionResumed message)
    {
        var id = message.Session;
        if (IsAhead(message.Epoch, () => Resume(message)) || !MayServe(message.Epoch))
            return;
        OnResumed(message);
        if (Terms.IsMirror)
            return;
        if (!IsPromoted)
            CutLine(id);
        if (Find(id) is null)
            Fault(id, Terms.Epoch, "the promoted member did not follow this session");
        else
            PassOn(message);
    }

    public override void Close(SessionId id, PeerLink? from)
    {
        Drop(id);
        PassOn(new SessionClosed(id));
    }

    protected override void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed) => PassOn(batch, outputs, elapsed);
}
