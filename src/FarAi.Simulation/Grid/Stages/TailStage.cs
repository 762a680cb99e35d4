using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>Chooses the target's tokens and gives verdicts to head, scout and grid at once.</summary>
internal sealed class TailStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : ScoutedStage(process, terms, shard)
{
    public override void OpenFromPeer(OpenSession opened)
    {
        Find(opened.Session)?.Scout?.Send(new PeerComplaint(opened.Session, "the session starts again"));
        if (!CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;

        // The echo travels in order with the verdicts: what comes before it belongs to an earlier opening of the same session.
        Next?.Send(opened with { Tokens = [], EndTokens = [] });
        var session = new StageSession(opened, made.Cache, made.Reserved) { Verifier = new TailVerifier(opened.Tokens, Limit(opened), opened.EndTokens) };
        Add(session);
        AttachPending(session);
    }

    public override void Resend(ResendVerdicts command)
    {
        if (command.Epoch != Terms.Epoch || Find(command.Session) is not { } session)
            Process.Send(new SessionFault(command.Session, command.Epoch, "the tail has no such session"));
        else if (Missed(session, command.Known) is { } missed)
            Process.Send(missed);
    }

    protected override bool StillCounts(Forward input) =>
        input.IsPrefill || (Find(input.Session) is { } session && session.Verifier!.Accepts(input.Start, input.Tokens));

    protected override void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!batch[i].IsPrefill && Find(batch[i].Session) is { } session)
                Conclude(session, batch[i], outputs[i], elapsed);
        }
    }

    protected override void OnAttached(StageSession session, PeerLink link, int known)
    {
        session.Scout = link;
        if (Missed(session, known) is { } missed)
            link.Send(missed);
    }

    protected override void OnDetached(StageSession session) => session.Scout = null;

    private Verdict? Missed(StageSession session, int known)
    {
        var verifier = session.Verifier!;
        return verifier.From(known) is { Length: > 0 } tokens
            ? new Verdict { Session = session.Opened.Session, Epoch = Terms.Epoch, Start = verifier.Known - tokens.Length, Tokens = tokens, Finish = verifier.Finish }
            : null;
    }

    private void Conclude(StageSession session, Forward input, ulong[] outputs, TimeSpan elapsed)
    {
        var verifier = session.Verifier!;
        var choices = new int[outputs.Length];
        for (var i = 0; i < choices.Length; i++)
            choices[i] = Shard.Model.Choose(outputs[i], session.Opened.Sampling, input.Start + i + 1);
        var start = verifier.Known;
        var (tokens, accepted) = verifier.Commit(input.Tokens, choices);
        var verdict = new Verdict
        {
            Session = input.Session,
            Epoch = Terms.Epoch,
            Start = start,
            Tokens = tokens,
            Drafted = input.Drafted,
            Accepted = Math.Min(accepted, input.Drafted),
            Compute = input.Compute + elapsed,
            RoundTrip = input.Timings.RoundTrip,
            RoundTripPositions = input.Timings.RoundTripPositions,
            DraftTime = input.Timings.DraftTime,
            DraftDelay = input.Timings.DraftDelay,
            Finish = verifier.Finish,
        };
        Next?.Send(verdict);
        session.Scout?.Send(verdict);
        Process.Send(verdict);
    }
}
