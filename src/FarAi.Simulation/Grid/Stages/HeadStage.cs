using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>Opens sessions, starts their rounds, and follows the verdicts.</summary>
internal sealed class HeadStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : ScoutedStage(process, terms, shard)
{
    private const int PrefillChunk = 128;
    private readonly SortedDictionary<ulong, StageSession> _holding = []; // those that wait a moment for a draft
    private long _openings;

    public override void Open(OpenSession command)
    {
        if (IsAhead(command.Epoch, () => Open(command)))
            return;
        var id = command.Session;
        Find(id)?.Scout?.Send(new PeerComplaint(id, "the session starts again"));
        if (!CanPassOn(command) || MakeCache(command) is not { } made)
            return;
        var opened = command with { Opening = ++_openings };
        PassOn(opened);
        var session = new StageSession(opened, made.Cache, made.Reserved) { Pipeline = new HeadPipeline(command.Tokens, command.Plan, Limit(command)), AwaitsEcho = true };
        Add(session);
        Prefill(command);
        AttachPending(session);
        Pump(session, held: false);
    }

    /// <summary>The tail's echo: from here on verdicts belong to the present opening of the session.</summary>
    public override void OpenFromPeer(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenFromPeer(opened)))
            return;
        if (Find(opened.Session) is not { AwaitsEcho: true } session || (opened.Epoch, opened.Opening) != (Terms.Epoch, session.Opened.Opening))
            return;
        session.AwaitsEcho = false;
        if (!session.IsResuming)
            return;
        session.IsResuming = false;
        var (start, tokens) = session.Pipeline!.TakeUp();
        if (tokens.Length > 0)
            Enqueue(new Forward(opened.Session, Terms.Epoch, start, tokens, 0, true, TimeSpan.Zero, default, []));
        Pump(session, held: false);
    }

    /// <summary>The session, as the tail knows it: verdicts that follow go on from there.</summary>
    public override void OpenReplayed(OpenSession opened)
    {
        if (IsAhead(opened.Epoch, () => OpenReplayed(opened)))
            return;
        _openings = Math.Max(_openings, opened.Opening); // once promoted, it numbers its own openings on
        if (Find(opened.Session) is { } known && known.Opened.Opening == opened.Opening)
        {
            Follow(known, 0, [.. opened.Tokens], FinishReason.None);
            return;
        }

        if (MakeCache(opened) is not { } made)
            return;
        var pipeline = new HeadPipeline(opened.Tokens, opened.Plan, Limit(opened));
        Add(new StageSession(opened, made.Cache, made.Reserved) { Pipeline = pipeline, Followed = opened.Tokens.Count - 1 });
        Prefill(opened);
    }

    public override void Resume(SessionResumed message)
    {
        // The tail has no word for its head but verdicts and echoes.
    }

    public override void OnMessage(PeerLink from, object message)
    {
        if (message is Verdict verdict)
            OnVerdict(verdict);
        else
            base.OnMessage(from, message);
    }

    public override void Close(SessionId id, PeerLink? from)
    {
        base.Close(id, from);
        if (from?.Role != PeerRole.Scout)
            PassOn(new SessionClosed(id));
    }

    public override void DropAll()
    {
        foreach (var session in Sessions)
            PassOn(new SessionClosed(session.Opened.Session));
        base.DropAll();
    }

    public override void SetPlan(SetPlan command)
    {
        if (Find(command.Session) is not { } session)
            return;
        session.Pipeline!.Plan = command.Plan;
        Pump(session, held: false);
    }

    public override TimeSpan NextDeadline()
    {
        var next = base.NextDeadline();
        foreach (var session in _holding.Values)
            next = session.HoldUntil < next ? session.HoldUntil : next;
        return next;
    }

    public override void OnDeadline(TimeSpan now)
    {
        base.OnDeadline(now);
        foreach (var (id, session) in _holding.Where(s => s.Value.HoldUntil <= now).ToArray())
        {
            if (Find(new SessionId(id)) == session)
                Pump(session, held: true);
            else
                _holding.Remove(id);
        }
    }

    /// <summary>Every session takes up a new line, once the tail has said how far it came.</summary>
    protected override void OnRenewed(bool promoted)
    {
        if (Terms.IsMirror)
            return;
        foreach (var session in Sessions.ToArray())
        {
            if (session is { AwaitsEcho: true, IsResuming: false })
            {
                Open(session.Opened with { Epoch = Terms.Epoch }); // its opening may not have come as far as the tail
                continue;
            }

            var id = session.Opened.Session;
            CutLine(id);
            session.Pipeline!.Restart();
            session.Rounds.Clear();
            (session.Scout, session.AwaitsEcho, session.IsResuming) = (null, true, true);
            Hold(session, TimeSpan.MaxValue);
            PassOn(new SessionResumed(id, Terms.Epoch, session.Pipeline.Known, session.Pipeline.Prefix));
        }
    }

    protected override void OnAttached(StageSession session, PeerLink link, int known)
    {
        session.Scout = link;
        session.Pipeline!.SetScout(true);
    }

    protected override void OnDetached(StageSession session)
    {
        session.Scout = null;
        session.Pipeline!.SetScout(false);
        Pump(session, held: true);
    }

    protected override void OnDrafted(StageSession session, ScoutDraft draft)
    {
        if (!session.Pipeline!.OnDraft(draft.Basis, draft.Start, draft.Tokens))
            return;
        var delay = session.RejectedAt == TimeSpan.Zero ? session.Timings.DraftDelay : Process.Now - session.RejectedAt;
        session.RejectedAt = TimeSpan.Zero;
        session.Timings = session.Timings with { DraftTime = draft.TimePerToken, DraftDelay = delay };
        Pump(session, held: false);
    }

    protected override void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed) => PassOn(batch, outputs, elapsed);

    private void OnVerdict(Verdict verdict)
    {
        if (IsAhead(verdict.Epoch, () => OnVerdict(verdict)) || !MayServe(verdict.Epoch) || Find(verdict.Session) is not { } session)
            return;
        if (Terms.IsMirror || session.IsResuming)
        {
            Follow(session, verdict.Start, (int[])verdict.Tokens, verdict.Finish);
            return;
        }

        if (session.AwaitsEcho)
            return;
        var pipeline = session.Pipeline!;
        var hadDraft = pipeline.HasDraft;
        if (!pipeline.OnVerdict(verdict.Start, (int[])verdict.Tokens))
            return;
        if (session.Rounds.TryDequeue(out var round) && round.Started != TimeSpan.Zero)
            session.Timings = session.Timings with { RoundTrip = Process.Now - round.Started, RoundTripPositions = round.Positions };
        if (pipeline.InFlight == 0)
            session.Rounds.Clear();
        if (hadDraft && !pipeline.HasDraft)
            session.RejectedAt = Process.Now;
        session.IsFinished = verdict.Finish != FinishReason.None;
        Hold(session, TimeSpan.MaxValue);
        Pump(session, held: false);
    }

    /// <summary>Takes what the tail committed; a mirror computes its inputs, so that its cache is that of the member.</summary>
    private void Follow(StageSession session, int from, int[] tokens, FinishReason finish)
    {
        var pipeline = session.Pipeline!;
        if (!pipeline.Follow(from, tokens))
        {
            Fault(session.Opened.Session, Terms.Epoch, "a verdict is missing");
            return;
        }

        session.IsFinished = finish != FinishReason.None;
        var end = pipeline.Known - 1;
        if (!Terms.IsMirror || session.Followed >= end)
            return;
        int[] inputs = [.. Enumerable.Range(session.Followed, end - session.Followed).Select(i => pipeline[i])];
        Enqueue(new Forward(session.Opened.Session, Terms.Epoch, session.Followed, inputs, 0, true, TimeSpan.Zero, default, []));
        session.Followed = end;
    }

    private void Prefill(OpenSession command)
    {
        int[] tokens = [.. command.Tokens.SkipLast(1)];
        for (var start = 0; start < tokens.Length; start += PrefillChunk)
        {
            var chunk = tokens[start..Math.Min(tokens.Length, start + PrefillChunk)];
            Enqueue(new Forward(command.Session, Terms.Epoch, start, chunk, 0, true, TimeSpan.Zero, default, []));
        }
    }

    private void Pump(StageSession session, bool held)
    {
        if (session.IsFinished || session.IsResuming)
            return;
        while (session.Pipeline!.Next(held) is { } round)
        {
            var first = session.Cache.Length < session.Opened.Tokens.Count - 1;
            session.Rounds.Enqueue((first ? TimeSpan.Zero : Process.Now, round.Tokens.Length));
            Hold(session, TimeSpan.MaxValue);
            Enqueue(new Forward(session.Opened.Session, Terms.Epoch, round.Start, round.Tokens, round.Drafted, false, TimeSpan.Zero, session.Timings, []));
        }

        if (!session.Pipeline.IsHolding)
            Hold(session, TimeSpan.MaxValue);
        else if (session.HoldUntil == TimeSpan.MaxValue)
            Hold(session, Process.Now + session.Pipeline.Plan.Hold);
    }

    private void Hold(StageSession session, TimeSpan until)
    {
        session.HoldUntil = until;
        if (until == TimeSpan.MaxValue)
            _holding.Remove(session.Opened.Session.Value);
        else
            _holding[session.Opened.Session.Value] = session;
    }
}
