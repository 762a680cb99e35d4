using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>Drafts for all sessions of one draft model, one token of each per pass, by the rules of the real node's worker.</summary>
internal sealed class DraftWorker(NodeProcess process, SimulatedModel model, Action<SessionId> faulted) : IComputeWork
{
    private const int MaxAttempts = 3;
    private const int MaxBite = 64;
    private const int MaxSessions = 64;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private readonly SortedDictionary<ulong, DraftSession> _sessions = [];
    private TimeSpan _nextSweep = process.Now;
    private int _turn;

    public int SessionCount => _sessions.Count;

    public SimulatedModel Model => model;

    public void Open(OpenDraft command)
    {
        Drop(command.Session);
        var positions = model.Served.Config.MaxPositions;
        var reserved = 2L * 64 * sizeof(float) * positions;
        if (!process.Memory.TryReserve(reserved))
        {
            Fault(command.Session, command.Epoch, $"no memory for its cache of up to {reserved} bytes");
            return;
        }

        var window = new ScoutWindow(command.Tokens, command.Plan, positions);
        _sessions[command.Session.Value] = new DraftSession(command, new LayerCache(model, LayerRange.All(SimulatedModel.Layers)), reserved, window)
        {
            LastSeen = process.Now,
        };
    }

    public void Attach(OpenDraft command, PeerLink head, PeerLink tail)
    {
        if (!_sessions.TryGetValue(command.Session.Value, out var session) || !ReferenceEquals(session.Opened, command))
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

    public void OnVerdict(PeerLink link, Verdict verdict)
    {
        if (!_sessions.TryGetValue(verdict.Session.Value, out var session) || session.Tail != link || verdict.Epoch != session.Opened.Epoch)
            return;
        session.LastSeen = process.Now;
        var wrongFrom = session.Window.OnVerdict(verdict.Start, (int[])verdict.Tokens);
        if (wrongFrom < 0)
        {
            AttachAgain(session, "a verdict was lost");
            return;
        }

        session.Attempts = 0;
        session.Cache.Truncate(wrongFrom);
        if (verdict.Finish != FinishReason.None)
            Drop(verdict.Session);
        else
            Flush(session);
    }

    public void OnPeerFault(PeerLink link, SessionId id, string reason)
    {
        if (_sessions.TryGetValue(id.Value, out var session) && (session.Head == link || session.Tail == link))
            AttachAgain(session, reason);
    }

    public void SetPlan(SetPlan command)
    {
        if (!_sessions.TryGetValue(command.Session.Value, out var session))
            return;
        session.Window.Plan = command.Plan;
        Flush(session);
    }

    public void Close(SessionId id)
    {
        if (!_sessions.TryGetValue(id.Value, out var session))
            return;
        session.Head?.Send(new SessionClosed(id));
        session.Tail?.Send(new SessionClosed(id));
        Drop(id);
    }

    public void OnLinkLost(PeerLink link)
    {
        foreach (var session in _sessions.Values.Where(s => s.Head == link || s.Tail == link).ToArray())
            Fault(session.Opened.Session, session.Opened.Epoch, $"the link to {link.Peer.Brief} broke");
    }

    public void DropAll()
    {
        foreach (var id in _sessions.Keys.ToArray())
            Close(new SessionId(id));
    }

    public void Fault(SessionId id, long epoch, string reason)
    {
        Close(id);
        faulted(id);
        process.Send(new SessionFault(id, epoch, reason));
    }

    public TimeSpan NextDeadline() => _sessions.Count == 0 ? TimeSpan.MaxValue : _nextSweep;

    public void OnDeadline(TimeSpan now)
    {
        _nextSweep = now + TimeSpan.FromMinutes(1);
        foreach (var session in _sessions.Values.Where(s => now - s.LastSeen >= Forgotten).ToArray())
            Fault(session.Opened.Session, session.Opened.Epoch, "nothing was heard of it for ten minutes");
    }

    public ComputePass? RunPass()
    {
        var batch = Choose();
        if (batch.Count == 0)
            return null;
        var rows = batch.Sum(Forward);
        return new ComputePass(process.Profile.Pass(SimulatedModel.DraftBytes, rows), elapsed => Complete(batch, elapsed));
    }

    private List<DraftSession> Choose()
    {
        DraftSession[] ready = [.. _sessions.Values.Where(s => s.Window.MayDraft)];
        if (ready.Length <= MaxSessions)
            return [.. ready];
        List<DraftSession> batch = [.. Enumerable.Range(0, MaxSessions).Select(i => ready[(_turn + i) % ready.Length])];
        _turn = (_turn + MaxSessions) % ready.Length;
        return batch;
    }

    private static int Forward(DraftSession session)
    {
        var count = Math.Min(MaxBite, session.Window.Next - session.Cache.Length);
        for (var i = 0; i < count; i++)
            session.Hidden = session.Cache.Append(session.Cache.Model.Embed(session.Window[session.Cache.Length]));
        return count;
    }

    private void Complete(List<DraftSession> batch, TimeSpan elapsed)
    {
        foreach (var session in batch.Where(s => s.Cache.Length == s.Window.Next))
        {
            var opened = session.Opened;
            session.Window.Add(model.Draft(session.Hidden, opened.Sampling, session.Window.Next, process.World.Options.DraftAgreement));
            session.TimePerToken = elapsed;
            session.LastSeen = process.Now;
            Flush(session);
        }
    }

    private void AttachAgain(DraftSession session, string reason)
    {
        if (++session.Attempts > MaxAttempts)
        {
            Fault(session.Opened.Session, session.Opened.Epoch, reason);
            return;
        }

        var known = Enumerable.Range(0, session.Window.Known).Select(i => session.Window[i]).ToArray();
        session.Window = new ScoutWindow(known, session.Window.Plan, model.Served.Config.MaxPositions);
        session.Cache.Truncate(known.Length - 1); // the next pass needs an input
        SendAttachments(session);
    }

    private static void SendAttachments(DraftSession session)
    {
        var message = new ScoutAttached(session.Opened.Session, session.Opened.Epoch, session.Window.Known);
        session.Tail?.Send(message);
        session.Head?.Send(message);
    }

    private static void Flush(DraftSession session)
    {
        if (session.Head is { } head && session.Window.TakeUnsent(flush: !session.Window.MayDraft) is { } unsent)
            head.Send(new ScoutDraft(session.Opened.Session, session.Opened.Epoch, session.Window.Basis, unsent.Start, session.TimePerToken, unsent.Tokens));
    }

    private void Drop(SessionId id)
    {
        if (_sessions.Remove(id.Value, out var session))
            process.Memory.Release(session.Reserved);
    }
}
