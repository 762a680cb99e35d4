using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>Passes hidden states on.</summary>
internal sealed class MiddleStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : Stage(process, terms, shard)
{
    public override void OpenFromPeer(OpenSession opened)
    {
        if (!CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;
        Add(new StageSession(opened, made.Cache, made.Reserved));
        Next?.Send(opened);
    }

    public override void Close(SessionId id, PeerLink? from)
    {
        Drop(id);
        Next?.Send(new SessionClosed(id));
    }

    protected override void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed) => PassOn(batch, outputs, elapsed);
}
