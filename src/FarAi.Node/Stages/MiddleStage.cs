using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Passes hidden states on.</summary>
internal sealed class MiddleStage(StageContext context) : Stage(context)
{
    public override void OpenFromPeer(OpenSession opened)
    {
        if (!CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;
        Add(new StageSession(opened, made.Cache, made.Reserved));
        Next?.SendOpenSession(opened);
    }

    public override void Close(SessionId id, LinkConnection? from)
    {
        Drop(id);
        Next?.SendCloseSession(id);
    }

    protected override void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed) =>
        StageOutput.Send(Next, Terms.Epoch, Shard.Config.HiddenSize, batch, hidden, elapsed);
}
