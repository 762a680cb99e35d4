using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Passes hidden states on.</summary>
internal sealed class MiddleStage(StageContext context) : Stage(context)
{
    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)) || !CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;
        Add(new StageSession(opened, made.Cache, made.Reserved));
        PassOn(link => link.SendOpenSession(opened));
    }

    public override void Close(SessionId id, LinkConnection? from)
    {
        Drop(id);
        PassOn(link => link.SendCloseSession(id));
    }

    public override void Resume(SessionId id, ResumeSession message)
    {
        if (IsAhead(message.Epoch, () => Resume(id, message)) || message.Epoch != Terms.Epoch || Terms.IsMirror)
            return;
        OnResumed(id);
        CutLine(id);
        if (Find(id) is null)
            Fault(id, Terms.Epoch, "the promoted member did not follow this session");
        else
            PassOn(link => link.SendResumeSession(id, message));
    }

    protected override void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed) =>
        SendResults(batch, hidden, elapsed);
}
