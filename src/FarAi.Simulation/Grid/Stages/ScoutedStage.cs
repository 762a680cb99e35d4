using FarAi.Core.Identity;

namespace FarAi.Simulation.Grid;

/// <summary>What head and tail share: scouts attach to their sessions, before or after these come.</summary>
internal abstract class ScoutedStage(NodeProcess process, MemberTerms terms, LoadedShard shard) : Stage(process, terms, shard)
{
    private const int MaxPendingDrafts = 64;
    private const int MaxPending = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SortedDictionary<ulong, Pending> _pending = [];

    public override void OnMessage(PeerLink from, object message)
    {
        switch (message)
        {
            case ScoutAttached attached:
                Attach(from, attached);
                break;
            case ScoutDraft draft when draft.Epoch == Terms.Epoch:
                OnDraft(from, draft);
                break;
            default:
                base.OnMessage(from, message);
                break;
        }
    }

    public override void Close(SessionId id, PeerLink? from)
    {
        if (from?.Role != PeerRole.Scout)
        {
            Drop(id);
            return;
        }

        if (_pending.TryGetValue(id.Value, out var waiting) && waiting.Link == from)
            _pending.Remove(id.Value);
        if (Find(id) is { } session && session.Scout == from)
            OnDetached(session);
    }

    public override void OnLinkLost(PeerLink link)
    {
        base.OnLinkLost(link);
        if (link.Role != PeerRole.Scout)
            return;
        foreach (var (id, _) in _pending.Where(p => p.Value.Link == link).ToArray())
            _pending.Remove(id);
        foreach (var session in Sessions.Where(s => s.Scout == link).ToArray())
            OnDetached(session);
    }

    public override TimeSpan NextDeadline()
    {
        var next = base.NextDeadline();
        foreach (var waiting in _pending.Values)
            next = waiting.Deadline < next ? waiting.Deadline : next;
        return next;
    }

    public override void OnDeadline(TimeSpan now)
    {
        base.OnDeadline(now);
        foreach (var (id, waiting) in _pending.Where(p => p.Value.Deadline <= now).ToArray())
        {
            _pending.Remove(id);
            waiting.Link.Send(new PeerComplaint(new SessionId(id), "the session is unknown here"));
        }
    }

    protected void AttachPending(StageSession session)
    {
        if (!_pending.Remove(session.Opened.Session.Value, out var waiting) || !waiting.Link.IsOpen)
            return;
        OnAttached(session, waiting.Link, waiting.Known);
        foreach (var draft in waiting.Drafts)
            OnDrafted(session, draft);
    }

    protected abstract void OnAttached(StageSession session, PeerLink link, int known);

    protected abstract void OnDetached(StageSession session);

    protected virtual void OnDrafted(StageSession session, ScoutDraft draft)
    {
    }

    private void Attach(PeerLink link, ScoutAttached attached)
    {
        if (IsAhead(attached.Epoch, () => Attach(link, attached)))
            return;
        if (attached.Epoch != Terms.Epoch)
            link.Send(new PeerComplaint(attached.Session, $"epoch {attached.Epoch} is not this epoch {Terms.Epoch}"));
        else if (Find(attached.Session) is { } session)
            OnAttached(session, link, attached.Known);
        else if (_pending.Count >= MaxPending)
            link.Send(new PeerComplaint(attached.Session, "too many scouts wait for their sessions"));
        else
            _pending[attached.Session.Value] = new Pending(link, attached.Known, Process.Now + Patience, []);
    }

    private void OnDraft(PeerLink link, ScoutDraft draft)
    {
        if (Find(draft.Session) is { } session)
        {
            if (session.Scout == link)
                OnDrafted(session, draft);
        }
        else if (_pending.TryGetValue(draft.Session.Value, out var waiting) && waiting.Link == link && waiting.Drafts.Count < MaxPendingDrafts)
        {
            waiting.Drafts.Add(draft);
        }
    }

    private sealed record Pending(PeerLink Link, int Known, TimeSpan Deadline, List<ScoutDraft> Drafts);
}
