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
        Add(new StageSession(opened, made));
        PassOn(node => node.Open(opened));
    }

    public override void Replay(OpenSession opened)
    {
        if (!IsAhead(opened.Epoch, () => Replay(opened)) && Find(opened.Session)?.Opened.Opening != opened.Opening && MakeCache(opened) is { } made)
            Add(new StageSession(opened, made));
    }

    public override void Close(SessionId id, LinkConnection? from)
    {
        Drop(id);
        PassOn(node => node.Close(id));
    }

    public override void Resume(SessionId id, ResumeSession message)
    {
        if (IsAhead(message.Epoch, () => Resume(id, message)) || message.Epoch != Terms.Epoch)
            return;
        OnResumed(id, message);
        if (Terms.IsMirror)
            return;
        if (!IsPromoted)
            CutLine(id); // a promoted mirror may not have computed yet what was committed
        if (Find(id) is null)
            Fault(id, Terms.Epoch, "the promoted member did not follow this session");
        else
            PassOn(node => node.Resume(id, message));
    }

    protected override void SpeakAgain(StageSession session)
    {
        var size = Shard.Config.HiddenSize;
        foreach (var input in session.Recent)
        {
            var rows = new float[input.Tokens.Length * size];
            if (session.Boundary is not { } boundary || session.Held(input) < input.Tokens.Length)
                continue; // its line was given up
            boundary.Read(input.Start, rows);
            Next?.Send(input, size, rows, TimeSpan.Zero);
        }
    }

    protected override void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed) =>
        SendResults(batch, hidden, elapsed);
}
