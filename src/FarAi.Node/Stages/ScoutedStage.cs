using FarAi.Core.Identity;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>What head and tail share: scouts attach to their sessions.</summary>
internal abstract class ScoutedStage : Stage
{
    private readonly PendingScouts _pending;

    protected ScoutedStage(StageContext context)
        : base(context) => _pending = new PendingScouts(context.Time);

    protected PendingScouts Pending => _pending;

    /// <summary>A scout drafts for a session from now on; a former one is replaced.</summary>
    public void Attach(LinkConnection link, SessionId id, AttachScout message)
    {
        if (IsAhead(message.Epoch, () => Attach(link, id, message)))
            return;
        if (message.Epoch != Terms.Epoch)
            link.SendPeerFault(id, $"epoch {message.Epoch} is not this epoch {Terms.Epoch}");
        else if (Find(id) is { } session)
            OnAttached(session, link, message.Known);
        else
            _pending.Add(id, link, message.Known);
    }

    /// <inheritdoc/>
    public override void Close(SessionId id, LinkConnection? from)
    {
        if (from?.Role != LinkRole.Scout)
        {
            Drop(id);
            return;
        }

        _pending.Remove(id, from);
        if (Find(id) is { } session && session.Scout == from)
            OnDetached(session);
    }

    /// <inheritdoc/>
    public override void OnLinkLost(LinkConnection link)
    {
        base.OnLinkLost(link);
        if (link.Role != LinkRole.Scout)
            return;
        _pending.Remove(link);
        foreach (var session in Sessions.Where(s => s.Scout == link).ToArray())
            OnDetached(session);
    }

    /// <inheritdoc/>
    public override long NextDeadline() => Math.Min(base.NextDeadline(), _pending.NextDeadline);

    /// <inheritdoc/>
    public override void OnDeadline(long now)
    {
        base.OnDeadline(now);
        if (_pending.NextDeadline <= now)
            _pending.Expire(now);
    }

    /// <summary>A scout that came before its session takes its place.</summary>
    protected void AttachPending(StageSession session)
    {
        if (_pending.Take(session.Opened.Session) is not { } entry)
            return;
        OnAttached(session, entry.Link, entry.Known);
        foreach (var draft in entry.Drafts)
            OnPendingDraft(session, draft);
    }

    protected abstract void OnAttached(StageSession session, LinkConnection link, int known);

    protected abstract void OnDetached(StageSession session);

    protected virtual void OnPendingDraft(StageSession session, ScoutDraft draft)
    {
    }
}
