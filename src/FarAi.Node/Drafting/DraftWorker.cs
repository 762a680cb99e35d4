using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Inference;
using FarAi.Link;
using FarAi.Node.Compute;
using FarAi.Node.Grid;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Drafting;

/// <summary>Drafts for all sessions of one draft model, one token of each per pass. Lives on that model's compute thread.</summary>
internal sealed partial class DraftWorker(
    IShard model, DraftErrors errors, Action<SessionId> faulted, IGridChannel grid, MemoryBudget memory, NodeInstruments instruments, TimeProvider time, ILogger logger)
    : IComputeWork
{
    /// <summary>Most attachments without progress in between.</summary>
    private const int MaxAttempts = 3;

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private readonly Dictionary<SessionId, DraftSession> _sessions = [];
    private long _nextSweep = time.GetTimestamp();
    private int _sessionCount;

    /// <summary>Sessions that are drafted for; read by other threads.</summary>
    public int SessionCount => Volatile.Read(ref _sessionCount);

    /// <summary>Bytes of caches; read by other threads.</summary>
    public long CacheBytes => Interlocked.Read(ref _cacheBytes);

    /// <summary>Starts to draft. A former session of the same id is replaced.</summary>
    public void Open(OpenDraft command)
    {
        Drop(command.Session);
        if (command.Tokens.Count == 0 || command.Tokens.Any(t => (uint)t >= (uint)model.Config.VocabularySize))
        {
            Fault(command.Session, command.Epoch, "the session's tokens are not the draft model's");
            return;
        }

        var reserved = 2L * model.Layers.Count * model.Config.KeyValueSize * sizeof(float) * model.Config.MaxPositions;
        if (!memory.TryReserve(reserved))
        {
            Fault(command.Session, command.Epoch, $"no memory for its cache of up to {reserved} bytes");
            return;
        }

        var window = new ScoutWindow(command.Tokens, command.Plan, model.Config.MaxPositions);
        _sessions[command.Session] = new DraftSession(command, model.CreateCache(), reserved, window) { LastSeen = time.GetTimestamp() };
        Count();
    }

    /// <summary>The links stand: attaches to both, then sends what is drafted by now.</summary>
    public void Attach(OpenDraft command, LinkConnection head, LinkConnection tail)
    {
        if (!_sessions.TryGetValue(command.Session, out var session) || !ReferenceEquals(session.Opened, command))
            return;
        if (!head.IsOpen || !tail.IsOpen)
        {
            Fault(command.Session, command.Epoch, "a link to the triad broke at once");
            return;
        }

        (session.Head, session.Tail) = (head, tail);
        SendAttachments(session);
        Flush(session);
    }

    /// <summary>The tail committed tokens.</summary>
    public void OnVerdict(LinkConnection link, Verdict verdict)
    {
        if (!_sessions.TryGetValue(verdict.Session, out var session) || session.Tail != link || verdict.Epoch != session.Opened.Epoch)
            return;
        session.LastSeen = time.GetTimestamp();
        var wrongFrom = session.Window.OnVerdict(verdict.Start, (int[])verdict.Tokens);
        if (wrongFrom < 0)
        {
            AttachAgain(session, "a verdict was lost");
            return;
        }

        session.Attempts = 0;
        if (wrongFrom < session.Cache.Length)
            session.Cache.Truncate(wrongFrom);
        if (verdict.Finish != FinishReason.None)
            Drop(verdict.Session);
        else
            Flush(session);
    }

    /// <summary>Head or tail complains: the session may have started again there, so a few attempts are worth it.</summary>
    public void OnPeerFault(LinkConnection link, SessionId id, string reason)
    {
        if (_sessions.TryGetValue(id, out var session) && (session.Head == link || session.Tail == link))
            AttachAgain(session, reason);
    }

    /// <summary>Speculate differently.</summary>
    public void SetPlan(SetPlan command)
    {
        if (!_sessions.TryGetValue(command.Session, out var session))
            return;
        session.Window.Plan = command.Plan;
        Flush(session);
    }

    /// <summary>The grid closes a session: head and tail need not wait for drafts any more.</summary>
    public void Close(SessionId id)
    {
        if (!_sessions.TryGetValue(id, out var session))
            return;
        session.Head?.SendCloseSession(id);
        session.Tail?.SendCloseSession(id);
        Drop(id);
    }

    /// <summary>A link broke: its sessions can't go on.</summary>
    public void OnLinkLost(LinkConnection link)
    {
        foreach (var session in _sessions.Values.Where(s => s.Head == link || s.Tail == link).ToArray())
            Fault(session.Opened.Session, session.Opened.Epoch, $"the link to {link.Peer.Brief} broke");
    }

    /// <summary>Drops all sessions without a word to the grid.</summary>
    public void DropAll()
    {
        foreach (var id in _sessions.Keys.ToArray())
            Close(id);
    }

    /// <summary>Drops a session and tells the grid why.</summary>
    public void Fault(SessionId id, long epoch, string reason)
    {
        Close(id);
        faulted(id);
        LogFault(id, reason);
        instruments.OnSessionFault();
        grid.Send(new SessionFault(id, epoch, reason));
    }

    /// <inheritdoc/>
    public long NextDeadline() => _sessions.Count == 0 ? long.MaxValue : _nextSweep;

    /// <inheritdoc/>
    public void OnDeadline(long now)
    {
        _nextSweep = now + (time.TimestampFrequency * 60);
        foreach (var session in _sessions.Values.Where(s => time.GetElapsedTime(s.LastSeen, now) >= Forgotten).ToArray())
            Fault(session.Opened.Session, session.Opened.Epoch, "nothing was heard of it for ten minutes");
    }

    /// <inheritdoc/>
    public void OnFailure(Exception exception)
    {
        foreach (var session in _sessions.Values.ToArray())
            Fault(session.Opened.Session, session.Opened.Epoch, $"drafting failed: {exception.Message}");
    }

    private void AttachAgain(DraftSession session, string reason)
    {
        if (++session.Attempts > MaxAttempts)
        {
            Fault(session.Opened.Session, session.Opened.Epoch, reason);
            return;
        }

        var known = Enumerable.Range(0, session.Window.Known).Select(i => session.Window[i]).ToArray();
        session.Window = new ScoutWindow(known, session.Window.Plan, model.Config.MaxPositions);
        session.Cache.Truncate(Math.Min(session.Cache.Length, known.Length - 1)); // the next pass needs an input
        SendAttachments(session);
    }

    private static void SendAttachments(DraftSession session)
    {
        var message = new AttachScout(session.Opened.Epoch, session.Window.Known);
        session.Tail?.SendAttachScout(session.Opened.Session, message);
        session.Head?.SendAttachScout(session.Opened.Session, message);
    }

    private static void Flush(DraftSession session)
    {
        if (session.Head is { } head && session.Window.TakeUnsent(flush: !session.Window.MayDraft) is { } unsent)
            head.SendDraft(session.Opened.Session, new Draft
            {
                Epoch = session.Opened.Epoch,
                Basis = session.Window.Basis,
                Start = unsent.Start,
                TimePerToken = session.TimePerToken,
                Tokens = unsent.Tokens,
            });
    }

    private void Drop(SessionId id)
    {
        if (!_sessions.Remove(id, out var session))
            return;
        memory.Release(session.Reserved);
        Count();
    }

    private void Count()
    {
        Volatile.Write(ref _sessionCount, _sessions.Count);
        Interlocked.Exchange(ref _cacheBytes, _sessions.Values.Sum(s => s.Cache.Bytes));
    }

    [LoggerMessage(LogLevel.Warning, "the scout dropped {Session}: {Reason}")]
    private partial void LogFault(SessionId session, string reason);
}
