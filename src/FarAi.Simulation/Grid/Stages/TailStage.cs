using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>Chooses the target's tokens and gives verdicts to head, scout and grid at once.</summary>
internal sealed class TailStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : ScoutedStage(process, terms, shard)
{
    /// <summary>How much of what the head knows a promoted tail tells the grid again: what the lost one told the head last may not have reached the grid.</summary>
    private const int Retold = 64;
    private bool _promoted;

    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)))
            return;
        Find(opened.Session)?.Scout?.Send(new PeerComplaint(opened.Session, "the session starts again"));
        if (!CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;

        // The echo travels in order with the verdicts: what comes before it belongs to an earlier opening of the same session.
        Echo(opened);
        foreach (var mirror in Terms.IsMirror ? [] : Mirrors)
            mirror.Send(new SessionReplayed(opened));
        Begin(opened, made.Cache, made.Reserved);
    }

    public override void OpenReplayed(OpenSession opened)
    {
        if (!IsAhead(opened.Epoch, () => OpenReplayed(opened)) && Find(opened.Session)?.Opened.Opening != opened.Opening && MakeCache(opened) is { } made)
            Begin(opened, made.Cache, made.Reserved);
    }

    public override void Close(SessionId id, PeerLink? from)
    {
        base.Close(id, from);
        if (from?.Role == PeerRole.Scout || Terms.IsMirror)
            return;
        foreach (var mirror in Mirrors)
            mirror.Send(new SessionClosed(id));
    }

    public override void Resume(SessionResumed message)
    {
        var id = message.Session;
        if (IsAhead(message.Epoch, () => Resume(message)) || !MayServe(message.Epoch))
            return;
        OnResumed(message);
        if (Terms.IsMirror)
            return; // a mirror lets the old line run out: the tail that it follows did the same or more
        if (Find(id) is { } session)
            (session.ResumesAt, session.Scout) = (message.Known, null);
        else
            Fault(id, Terms.Epoch, "the promoted member did not follow this session");
        AnswerResumed(id);
    }

    public override void Resend(ResendVerdicts command)
    {
        if (IsAhead(command.Epoch, () => Resend(command)))
            return; // the session hears of a promotion before this node does
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
            if (batch[i].IsPrefill || Find(batch[i].Session) is not { } session)
                continue;
            Conclude(session, batch[i], outputs[i], elapsed);
            AnswerResumed(batch[i].Session);
        }
    }

    protected override void OnAttached(StageSession session, PeerLink link, int known)
    {
        session.Scout = link;
        if (Missed(session, known) is { } missed)
            link.Send(missed);
    }

    protected override void OnDetached(StageSession session) => session.Scout = null;

    protected override void OnRenewed(bool promoted)
    {
        _promoted = promoted;
        if (Terms.IsMirror)
            return;
        foreach (var session in Sessions)
            session.Scout = null;
    }

    // Tells the head what it missed, as soon as no less is known here: a promoted mirror may still have to compute what the lost tail had.
    private void AnswerResumed(SessionId id)
    {
        if (Find(id) is not { ResumesAt: { } known } session)
            return;
        if (session.Verifier!.Known < known)
        {
            if (!HasInputs(id))
                Fault(id, Terms.Epoch, "the promoted tail did not see all of this session's rounds");
            return;
        }

        session.ResumesAt = null;
        CutLine(id);
        if (Missed(session, known) is { } missed)
            PassOn(missed);
        if (Missed(session, _promoted ? Math.Max(session.Opened.PromptLength, known - Retold) : known) is { } told)
            Process.Send(told);
        Echo(session.Opened);
    }

    private void Begin(OpenSession opened, LayerCache cache, long reserved)
    {
        var session = new StageSession(opened, cache, reserved) { Verifier = new TailVerifier(opened.Tokens, Limit(opened), opened.EndTokens) };
        Add(session);
        AttachPending(session);
    }

    /// <summary>The head's mirror follows verdicts, so it begins with what is committed.</summary>
    protected override void Replay(StageSession session, PeerLink link)
    {
        if (session.Verifier!.Finish == FinishReason.None)
            link.Send(new SessionReplayed(session.Opened with { Epoch = Terms.Epoch, Tokens = session.Verifier.From(0) }));
    }

    /// <summary>What is committed was right; whatever else is cached may have been a draft.</summary>
    protected override int Held(StageSession session) => Math.Min(session.Cache.Length, session.Verifier!.Known - 1);

    private void Echo(OpenSession opened)
    {
        if (!Terms.IsMirror)
            Next?.Send(opened with { Epoch = Terms.Epoch, Tokens = [], EndTokens = [] });
    }

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
        if (Terms.IsMirror)
            return;
        PassOn(verdict);
        session.Scout?.Send(verdict);
        Process.Send(verdict);
    }
}
