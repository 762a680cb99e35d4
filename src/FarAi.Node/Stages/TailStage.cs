using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Inference.Sampling;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Chooses the target's tokens and gives verdicts to head, scout and grid at once.</summary>
internal sealed class TailStage : ScoutedStage
{
    /// <summary>Positions whose logits are held at once; enough to read each weight row once for a usual batch.</summary>
    private const int LogitRows = 32;

    /// <summary>How much of what the head knows a promoted tail tells the grid again: what the lost one told the head last may not have reached the grid.</summary>
    private const int Retold = 64;

    private readonly CoupledSampler _sampler;
    private readonly float[] _logits;
    private int[] _choices = new int[LogitRows];
    private bool _promoted;

    public TailStage(StageContext context)
        : base(context)
    {
        _sampler = new CoupledSampler(Shard.Config.VocabularySize);
        _logits = new float[LogitRows * Shard.Config.VocabularySize];
    }

    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)))
            return;
        ReleaseScout(opened.Session, "the session starts again");
        if (!CanPassOn(opened) || MakeCache(opened) is not { } made)
            return;

        // The echo travels in order with the verdicts: what comes before it belongs to an earlier opening of the same session.
        Echo(opened);
        foreach (var mirror in Terms.IsMirror ? [] : Mirrors)
            mirror.Link.SendReplaySession(opened);
        AttachPending(Add(opened, made));
    }

    /// <summary>The stage before has a session that this one did not see from its start. What was committed follows from the rounds that come again.</summary>
    public override void Replay(OpenSession opened)
    {
        if (!IsAhead(opened.Epoch, () => Replay(opened)) && Find(opened.Session)?.Opened.Opening != opened.Opening && MakeCache(opened) is { } made)
            AttachPending(Add(opened, made));
    }

    /// <inheritdoc/>
    public override void Close(SessionId id, LinkConnection? from)
    {
        base.Close(id, from);
        if (from?.Role == LinkRole.Scout || Terms.IsMirror)
            return;
        foreach (var mirror in Mirrors)
            mirror.Close(id);
    }

    /// <inheritdoc/>
    public override void Resume(SessionId id, ResumeSession message)
    {
        if (IsAhead(message.Epoch, () => Resume(id, message)) || message.Epoch != Terms.Epoch)
            return;
        OnResumed(id, message);
        if (Terms.IsMirror)
            return; // a mirror lets the old line run out: the tail that it follows did the same or more
        if (Find(id) is TailSession session)
            (session.ResumesAt, session.Scout) = (message.Known, null);
        else
            Fault(id, Terms.Epoch, "the promoted member did not follow this session");
        AnswerResumed(id);
    }

    public override void Resend(ResendVerdicts command)
    {
        if (IsAhead(command.Epoch, () => Resend(command)))
            return; // the session hears of a promotion before this node does
        if (command.Epoch != Terms.Epoch || Find(command.Session) is not TailSession session)
            Context.Grid.Send(new SessionFault(command.Session, command.Epoch, "the tail has no such session"));
        else if (Missed(session, command.Known) is { } missed)
            Context.Grid.Send(missed);
    }

    /// <summary>The head follows verdicts, so it can begin in the midst of a session.</summary>
    protected override void BringAll(Downstream node)
    {
        foreach (var session in Sessions.Cast<TailSession>().Where(s => s.Verifier.Finish == FinishReason.None))
            node.Link.SendReplaySession(session.Opened with { Epoch = Terms.Epoch, Tokens = session.Verifier.From(0) });
        node.CatchUp(Shard.Config.HiddenSize);
    }

    /// <summary>A round is taken up where the committed tokens end.</summary>
    protected override int KnownOf(StageSession session, StageInput replay) => replay.IsPrefill
        ? session.Held(replay)
        : Math.Clamp(((TailSession)session).Verifier.Known - 1 - replay.Start, 0, session.Held(replay));

    protected override bool StillCounts(StageInput input) =>
        input.IsPrefill || (Find(input.Session) is TailSession session && session.Verifier.Accepts(input.Start, input.Tokens));

    protected override void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed)
    {
        var started = Context.Time.GetTimestamp();
        ChooseAll(batch, hidden);
        elapsed += Context.Time.GetElapsedTime(started);
        var row = 0;
        foreach (var input in batch.TakeWhile(i => !i.IsPrefill))
        {
            Conclude(input, _choices.AsSpan(row, input.Tokens.Length), elapsed);
            row += input.Tokens.Length;
            AnswerResumed(input.Session);
        }
    }

    protected override void OnAttached(StageSession session, LinkConnection link, int known)
    {
        session.Scout = link;
        if (Missed((TailSession)session, known) is { } missed)
            link.SendVerdict(missed);
    }

    protected override void OnDetached(StageSession session) => session.Scout = null;

    /// <summary>
    /// Tells the head what it missed, as soon as no less is known here: a promoted mirror may still have to compute what the lost tail had.
    /// </summary>
    private void AnswerResumed(SessionId id)
    {
        if (Find(id) is not TailSession { ResumesAt: { } known } session)
            return;
        if (session.Verifier.Known < known)
        {
            if (!HasInputs(id))
                Fault(id, Terms.Epoch, "the promoted tail did not see all of this session's rounds");
            return;
        }

        session.ResumesAt = null;
        CutLine(id);
        if (Missed(session, known) is { } missed)
            PassOn(node => node.Send(missed));
        if (Missed(session, _promoted ? Math.Max(session.Opened.PromptLength, known - Retold) : known) is { } told)
            Context.Grid.Send(told);
        Echo(session.Opened);
    }

    protected override void OnRenewed(bool promoted)
    {
        _promoted = promoted;
        if (Terms.IsMirror)
            return;
        foreach (var session in Sessions)
            session.Scout = null;
    }

    private TailSession Add(OpenSession opened, SessionMemory memory)
    {
        var session = new TailSession(opened, memory, new TailVerifier(opened.Tokens, SessionRules.Limit(opened, Shard.Config), opened.EndTokens));
        Add(session);
        return session;
    }

    private void Echo(OpenSession opened)
    {
        if (!Terms.IsMirror)
            Next?.Link.SendOpenSession(opened with { Epoch = Terms.Epoch, Tokens = [], EndTokens = [] });
    }

    private Verdict? Missed(TailSession session, int known) => session.Verifier.From(known) is { Length: > 0 } tokens
        ? new Verdict { Session = session.Opened.Session, Epoch = Terms.Epoch, Start = session.Verifier.Known - tokens.Length, Tokens = tokens, Finish = session.Verifier.Finish }
        : null;

    // The rounds stand before the prefills in a batch, so their rows are the first ones.
    private void ChooseAll(List<StageInput> batch, ReadOnlySpan<float> hidden)
    {
        var config = Shard.Config;
        var rows = batch.TakeWhile(i => !i.IsPrefill).Sum(i => i.Tokens.Length);
        if (_choices.Length < rows)
            _choices = new int[rows * 2];
        var (input, offset) = (0, 0);
        for (var first = 0; first < rows; first += LogitRows)
        {
            var count = Math.Min(LogitRows, rows - first);
            Shard.Logits(hidden.Slice(first * config.HiddenSize, count * config.HiddenSize), _logits.AsSpan(0, count * config.VocabularySize));
            for (var i = 0; i < count; i++)
            {
                var logits = _logits.AsSpan(i * config.VocabularySize, config.VocabularySize);
                var session = (TailSession)Find(batch[input].Session)!;
                _choices[first + i] = _sampler.Choose(logits, session.Opened.Sampling, batch[input].Start + offset + 1);
                if (++offset == batch[input].Tokens.Length)
                    (input, offset) = (input + 1, 0);
            }
        }
    }

    private void Conclude(StageInput input, ReadOnlySpan<int> choices, TimeSpan elapsed)
    {
        var session = (TailSession)Find(input.Session)!;
        var start = session.Verifier.Known;
        var (tokens, accepted) = session.Verifier.Commit(input.Tokens, choices);
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
            Finish = session.Verifier.Finish,
        };
        if (Terms.IsMirror)
        {
            session.Remember(verdict);
            if (session.IsHedged)
                Say(verdict);
            return;
        }

        PassOn(node => node.Send(verdict));
        session.Scout?.SendVerdict(verdict);
        Context.Grid.Send(verdict);
    }

    protected override void SpeakAgain(StageSession session)
    {
        foreach (var verdict in ((TailSession)session).Verdicts)
            Say(verdict with { Epoch = Terms.Epoch });
    }

    private void Say(Verdict verdict)
    {
        Next?.Send(verdict);
        Context.Grid.Send(verdict);
    }

    private void ReleaseScout(SessionId id, string reason)
    {
        if (Find(id)?.Scout is { } scout)
            scout.SendPeerFault(id, reason);
    }
}
