using FarAi.Core.Identity;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Scouts that attached to a session before the session came: different links, so either may be first. Bounded in number and time.</summary>
internal sealed class PendingScouts(TimeProvider time)
{
    private const int MaxSessions = 1024;
    private const int MaxDrafts = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<SessionId, Entry> _entries = [];

    /// <summary>The deadline of the oldest entry.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    /// <summary>Keeps an attachment; a newer one replaces it.</summary>
    public void Add(SessionId session, LinkConnection link, int known)
    {
        if (_entries.Count >= MaxSessions)
        {
            link.SendPeerFault(session, "too many scouts wait for their sessions");
            return;
        }

        var deadline = time.GetTimestamp() + (long)(Patience.TotalSeconds * time.TimestampFrequency);
        _entries[session] = new Entry(link, known, deadline);
        NextDeadline = Math.Min(NextDeadline, deadline);
    }

    /// <summary>Keeps a draft that came after the attachment, because a chain without its first tokens is worth nothing.</summary>
    public void AddDraft(SessionId session, LinkConnection link, ScoutDraft draft)
    {
        if (_entries.TryGetValue(session, out var entry) && entry.Link == link && entry.Drafts.Count < MaxDrafts)
            entry.Drafts.Add(draft);
    }

    /// <summary>Takes the attachment of a session that has come.</summary>
    public Entry? Take(SessionId session) => _entries.Remove(session, out var entry) && entry.Link.IsOpen ? entry : null;

    /// <summary>The scout is gone.</summary>
    public void Remove(LinkConnection link)
    {
        foreach (var (session, entry) in _entries.ToArray())
        {
            if (entry.Link == link)
                _entries.Remove(session);
        }
    }

    /// <summary>The scout gave a session up.</summary>
    public void Remove(SessionId session, LinkConnection link)
    {
        if (_entries.TryGetValue(session, out var entry) && entry.Link == link)
            _entries.Remove(session);
    }

    /// <summary>Tells scouts whose session has not come.</summary>
    public void Expire(long now)
    {
        NextDeadline = long.MaxValue;
        foreach (var (session, entry) in _entries.ToArray())
        {
            if (entry.Deadline <= now)
            {
                _entries.Remove(session);
                entry.Link.SendPeerFault(session, "the session is unknown here");
            }
            else
            {
                NextDeadline = Math.Min(NextDeadline, entry.Deadline);
            }
        }
    }

    /// <summary>One waiting scout.</summary>
    internal sealed record Entry(LinkConnection Link, int Known, long Deadline)
    {
        public List<ScoutDraft> Drafts { get; } = [];
    }
}
