using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Opens sessions, starts their rounds, and follows the verdicts.</summary>
internal sealed class HeadStage(StageContext context) : ScoutedStage(context)
{
    /// <summary>Prompt positions in one frame: later stages compute one chunk while this one computes the next.</summary>
    private const int PrefillChunk = 128;

    private long _openings;

    public override void Open(OpenSession command)
    {
        if (IsAhead(command.Epoch, () => Open(command)))
            return;
        if (Find(command.Session)?.Scout is { } former)
            former.SendPeerFault(command.Session, "the session starts again");
        if (!CanPassOn(command) || MakeCache(command) is not { } made)
            return;
        var opened = command with { Opening = ++_openings };
        PassOn(node => node.Open(opened));
        var pipeline = new HeadPipeline(command.Tokens, command.Plan, SessionRules.Limit(command, Shard.Config));
        var session = new HeadSession(opened, made, pipeline) { AwaitsEcho = true };
        Add(session);
        Prefill(command); // before a waiting scout's drafts can start a round
        AttachPending(session);
        Pump(session, held: false);
    }

    /// <summary>The tail's echo: from here on verdicts belong to the present opening of the session.</summary>
    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)))
            return;
        if (Find(opened.Session) is not HeadSession { AwaitsEcho: true } session || (opened.Epoch, opened.Opening) != (Terms.Epoch, session.Opened.Opening))
            return;
        session.AwaitsEcho = false;
        if (session.IsResuming)
        {
            session.IsResuming = false;
            var (start, tokens) = session.Pipeline.TakeUp();
            if (tokens.Length > 0)
                Enqueue(new StageInput { Session = opened.Session, Start = start, Tokens = tokens, IsPrefill = true });
            Pump(session, held: false);
        }
    }

    /// <summary>The session, as the tail knows it: verdicts that follow go on from there.</summary>
    public override void Replay(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => Replay(opened)))
            return;
        _openings = Math.Max(_openings, opened.Opening); // once promoted, it numbers its own openings on
        if (Find(opened.Session) is HeadSession known && known.Opened.Opening == opened.Opening)
        {
            Follow(known, 0, [.. opened.Tokens], FinishReason.None);
            return;
        }

        if (MakeCache(opened) is not { } made)
            return;
        var pipeline = new HeadPipeline(opened.Tokens, opened.Plan, SessionRules.Limit(opened, Shard.Config));
        var session = new HeadSession(opened, made, pipeline) { Followed = opened.Tokens.Count - 1 };
        Add(session);
        Prefill(opened);
        if (!Terms.IsMirror)
            TakeUp(session);
    }

    /// <inheritdoc/>
    public override void Resume(SessionId id, ResumeSession message)
    {
        // The tail has no word for its head but verdicts and echoes.
    }

    public override void Close(SessionId id, LinkConnection? from)
    {
        base.Close(id, from);
        if (from?.Role != LinkRole.Scout)
            PassOn(node => node.Close(id));
    }

    public override void DropAll()
    {
        foreach (var session in Sessions)
            PassOn(node => node.Close(session.Opened.Session));
        base.DropAll();
    }

    public override void SetPlan(SetPlan command)
    {
        if (Find(command.Session) is not HeadSession session)
            return;
        session.Pipeline.Plan = command.Plan;
        Pump(session, held: false);
    }

    /// <summary>The tail committed tokens.</summary>
    public void OnVerdict(LinkConnection link, Verdict verdict)
    {
        if (IsAhead(verdict.Epoch, () => OnVerdict(link, verdict)))
            return;
        Acknowledge(link, verdict.Epoch);
        if (verdict.Epoch != Terms.Epoch || Find(verdict.Session) is not HeadSession session)
            return;
        if (Terms.IsMirror || session.IsResuming)
        {
            Follow(session, verdict.Start, (int[])verdict.Tokens, verdict.Finish);
            return;
        }

        if (session.AwaitsEcho)
            return;
        var hadDraft = session.Pipeline.HasDraft;
        if (!session.Pipeline.OnVerdict(verdict.Start, (int[])verdict.Tokens))
            return;
        var now = Context.Time.GetTimestamp();
        if (session.Rounds.TryDequeue(out var round) && round.Started != 0)
            session.Timings = session.Timings with { RoundTrip = Context.Time.GetElapsedTime(round.Started, now), RoundTripPositions = round.Positions };
        if (session.Pipeline.InFlight == 0)
            session.Rounds.Clear();
        if (hadDraft && !session.Pipeline.HasDraft)
            session.RejectedAt = now;
        session.IsFinished = verdict.Finish != FinishReason.None;
        session.HoldUntil = long.MaxValue;
        Pump(session, held: false);
    }

    /// <summary>A scout drafted.</summary>
    public void OnDraft(LinkConnection link, SessionId id, ScoutDraft draft)
    {
        if (draft.Epoch != Terms.Epoch)
            return;
        if (Find(id) is not HeadSession session)
            Pending.AddDraft(id, link, draft);
        else if (session.Scout == link)
            Take(session, draft);
    }

    public override long NextDeadline()
    {
        var next = base.NextDeadline();
        foreach (var session in Sessions)
            next = Math.Min(next, ((HeadSession)session).HoldUntil);
        return next;
    }

    public override void OnDeadline(long now)
    {
        base.OnDeadline(now);
        foreach (var session in Sessions.Cast<HeadSession>())
        {
            if (session.HoldUntil <= now)
                Pump(session, held: true);
        }
    }

    /// <summary>
    /// Every session takes up a new line, once the tail has said how far it came. One whose opening the tail has not confirmed may not have come so far down: it is
    /// opened again.
    /// </summary>
    protected override void OnRenewed(bool promoted)
    {
        if (Terms.IsMirror)
            return;
        foreach (var session in Sessions.Cast<HeadSession>().ToArray())
        {
            if (session is { AwaitsEcho: true, IsResuming: false })
                Open(session.Opened with { Epoch = Terms.Epoch });
            else
                TakeUp(session);
        }
    }

    protected override void SpeakAgain(StageSession session)
    {
        // A head is not hedged.
    }

    protected override void OnAttached(StageSession session, LinkConnection link, int known)
    {
        session.Scout = link;
        ((HeadSession)session).Pipeline.SetScout(true);
    }

    protected override void OnDetached(StageSession session)
    {
        session.Scout = null;
        var head = (HeadSession)session;
        head.Pipeline.SetScout(false);
        Pump(head, held: true);
    }

    protected override void OnPendingDraft(StageSession session, ScoutDraft draft) => Take((HeadSession)session, draft);

    protected override void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed) =>
        SendResults(batch, hidden, elapsed);

    private void Take(HeadSession session, ScoutDraft draft)
    {
        if (!session.Pipeline.OnDraft(draft.Basis, draft.Start, draft.Tokens))
            return;
        var delay = session.RejectedAt == 0 ? session.Timings.DraftDelay : Context.Time.GetElapsedTime(session.RejectedAt);
        session.RejectedAt = 0;
        session.Timings = session.Timings with { DraftTime = draft.TimePerToken, DraftDelay = delay };
        Pump(session, held: false);
    }

    /// <summary>Gives up what is under way, and asks the tail how far it came.</summary>
    private void TakeUp(HeadSession session)
    {
        var id = session.Opened.Session;
        CutLine(id);
        session.Pipeline.Restart();
        session.Rounds.Clear();
        (session.Scout, session.AwaitsEcho, session.IsResuming, session.HoldUntil) = (null, true, true, long.MaxValue);
        var resume = new ResumeSession(Terms.Epoch, session.Pipeline.Known, session.Pipeline.Prefix);
        PassOn(node => node.Resume(id, resume));
    }

    /// <summary>Takes what the tail committed; a mirror computes its inputs, so that its cache is that of the member.</summary>
    private void Follow(HeadSession session, int start, int[] tokens, FinishReason finish)
    {
        if (!session.Pipeline.Follow(start, tokens))
        {
            Fault(session.Opened.Session, Terms.Epoch, "a verdict is missing");
            return;
        }

        session.IsFinished |= finish != FinishReason.None;
        var end = session.Pipeline.Known - 1;
        if (Terms.IsMirror && session.Followed < end)
        {
            Enqueue(new StageInput
            {
                Session = session.Opened.Session,
                Start = session.Followed,
                Tokens = [.. Enumerable.Range(session.Followed, end - session.Followed).Select(i => session.Pipeline[i])],
                IsPrefill = true,
            });
            session.Followed = end;
        }
    }

    private void Prefill(OpenSession command)
    {
        int[] tokens = [.. command.Tokens.SkipLast(1)];
        for (var start = 0; start < tokens.Length; start += PrefillChunk)
            Enqueue(new StageInput
            {
                Session = command.Session,
                Start = start,
                Tokens = tokens[start..Math.Min(tokens.Length, start + PrefillChunk)],
                IsPrefill = true,
            });
    }

    private void Pump(HeadSession session, bool held)
    {
        if (session.IsFinished || session.IsResuming)
            return;
        while (session.Pipeline.Next(held) is { } round)
        {
            var first = session.Cache.Length < session.Opened.Tokens.Count - 1;
            session.Rounds.Enqueue((first ? 0 : Context.Time.GetTimestamp(), round.Tokens.Length));
            session.HoldUntil = long.MaxValue;
            Enqueue(new StageInput
            {
                Session = session.Opened.Session,
                Start = round.Start,
                Tokens = round.Tokens,
                Drafted = round.Drafted,
                Timings = session.Timings,
            });
        }

        if (!session.Pipeline.IsHolding)
            session.HoldUntil = long.MaxValue;
        else if (session.HoldUntil == long.MaxValue)
            session.HoldUntil = After(session.Pipeline.Plan.Hold);
    }
}
