using System.Collections.Concurrent;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <content>Whom results go to, and how they are watched; whose results come, and how they are acknowledged.</content>
internal abstract partial class Stage
{
    private readonly ConcurrentDictionary<LinkConnection, Downstream> _watched = [];
    private readonly List<Downstream> _mirrors = [];
    private readonly Dictionary<(LinkConnection Link, long Epoch), int> _done = [];
    private bool _replayed;
    private bool _follows;

    /// <summary>The next member. Null until its link stands.</summary>
    protected Downstream? Next { get; private set; }

    /// <summary>Who computes the next place's part beside it, without a word.</summary>
    protected IReadOnlyList<Downstream> Mirrors => _mirrors;

    private TriadRole NextRole => (TriadRole)(((int)Terms.Role + 1) % 3);

    /// <summary>A mirror of the next place wants what the next place gets, and what it got.</summary>
    public void AttachMirror(LinkConnection link)
    {
        if (_mirrors.Exists(m => m.Link == link))
            return;
        var mirror = Watch(link);
        mirror.Restart(Terms.Epoch);
        _mirrors.Add(mirror);
        BringAll(mirror);
    }

    /// <summary>A node is done with frames that it got; on its link's thread. True where the compute thread should go on with replays.</summary>
    public bool OnComputed(LinkConnection link, Computed done) => _watched.TryGetValue(link, out var node) && node.OnComputed(done);

    /// <summary>Everything that the stage before had sent has come again.</summary>
    public void OnReplayed() => _replayed = true;

    /// <summary>At a mirror: says that it follows its place, if it does; otherwise it will once it does.</summary>
    public void ReportFollowing()
    {
        if (_follows)
            Context.Grid.Send(new ShardReady(Terms.Triad, Terms.Epoch, Terms.Role));
    }

    /// <summary>Goes on with replays, as far as others are done with the former ones.</summary>
    public void PumpReplays()
    {
        Next?.Pump(Shard.Config.HiddenSize);
        foreach (var mirror in _mirrors)
            mirror.Pump(Shard.Config.HiddenSize);
    }

    /// <summary>Brings all sessions to a node that has not seen them from their start, as far as they can be.</summary>
    protected virtual void BringAll(Downstream node)
    {
        foreach (var session in _sessions.Values.Where(s => s.Boundary is not null))
            node.Bring(session);
        node.CatchUp(Shard.Config.HiddenSize);
    }

    /// <summary>Sends to the next stage and its mirrors; a mirror itself says nothing.</summary>
    protected void PassOn(Action<Downstream> send)
    {
        if (Terms.IsMirror)
            return;
        if (Next is { } next)
            send(next);
        foreach (var mirror in _mirrors)
            send(mirror);
    }

    /// <summary>Sends a batch's results, <paramref name="hidden"/> [rows, hidden size], to the next stage and its mirrors. A replay is news to mirrors only.</summary>
    protected void SendResults(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed)
    {
        var size = Shard.Config.HiddenSize;
        var row = 0;
        foreach (var input in batch)
        {
            var rows = hidden.Slice(row * size, input.Tokens.Length * size);
            row += input.Tokens.Length;
            if (Terms.IsMirror)
            {
                var session = _sessions[input.Session];
                session.Remember(input);
                if (session.IsHedged && !input.IsReplay)
                    Next?.Send(input, size, rows, elapsed);
                continue;
            }

            if (!input.IsReplay)
                Next?.Send(input, size, rows, elapsed);
            if (!input.IsPrefill)
                _hedges.OnRound();
            foreach (var mirror in _mirrors)
                mirror.Send(input, size, rows, elapsed);
        }

        PumpReplays();
    }

    /// <summary>An input is used up: it was computed, or counts no more.</summary>
    protected void Done(StageInput input)
    {
        input.Release();
        if (input.Source is { } source)
            Acknowledge(source.Link, source.Epoch);
    }

    /// <summary>Something that came over a link in an epoch is done with. Its sender is told after the present pass.</summary>
    protected void Acknowledge(LinkConnection link, long epoch) => _done[(link, epoch)] = _done.GetValueOrDefault((link, epoch)) + 1;

    /// <summary>A mirror has caught up when it has computed what came again.</summary>
    private void CheckFollowing()
    {
        if (!_replayed || _ready.Exists(i => i.IsReplay || i.IsPrefill))
            return;
        (_replayed, _follows) = (false, true);
        if (Terms.IsMirror)
            ReportFollowing();
    }

    private void SendAcknowledgements()
    {
        if (_done.Count == 0)
            return;
        foreach (var ((link, epoch), count) in _done)
            link.SendComputed(new Computed(epoch, count));
        _done.Clear();
    }

    /// <summary>Results go over this link from now on. A node that has taken the next place without having followed it gets all sessions, if they are held here.</summary>
    private void LinkTo(LinkConnection link, bool survives)
    {
        EndHedge();
        foreach (var session in _sessions.Values)
            session.IsHedged = false;
        var before = Next;
        Next = before?.Link == link ? before : _mirrors.Find(m => m.Link == link) ?? Watch(link);
        var knows = _mirrors.Remove(Next) || before is null || before.Link.Peer == link.Peer;
        if (before is not null && before != Next)
            _watched.TryRemove(before.Link, out _);
        Next.Restart(Terms.Epoch);
        foreach (var mirror in _mirrors)
            mirror.Restart(Terms.Epoch);
        if (survives && !knows)
            BringAll(Next);
    }

    /// <summary>A link is gone. True where it was a mirror's.</summary>
    private bool Detach(LinkConnection link)
    {
        _watched.TryRemove(link, out _);
        if (_hedge?.Link == link)
            EndHedge();
        return _mirrors.RemoveAll(m => m.Link == link) > 0;
    }

    private Downstream Watch(LinkConnection link) => _watched[link] = new Downstream(link, Context.Time);

    private void ForgetReplays(SessionId id)
    {
        Next?.Forget(id);
        foreach (var mirror in _mirrors)
            mirror.Forget(id);
    }

    private long NextSilence()
    {
        if (Terms.IsMirror)
            return long.MaxValue;
        var first = Next?.Deadline ?? TimeSpan.MaxValue;
        foreach (var mirror in _mirrors)
            first = mirror.Deadline is { } deadline && deadline < first ? deadline : first;
        return first == TimeSpan.MaxValue ? long.MaxValue : (long)(first.TotalSeconds * Context.Time.TimestampFrequency);
    }

    /// <summary>Whoever is silent for much longer than it used to be is reported; the grid knows whether others hear it, and decides.</summary>
    private void ReportSilence()
    {
        if (Terms.IsMirror)
            return;
        Report(Next);
        foreach (var mirror in _mirrors)
            Report(mirror);
    }

    private void Report(Downstream? node)
    {
        if (node?.Overdue() is not { } overdue)
            return;
        LogSilent(node.Link.Peer.Brief, NextRole, overdue.Silence.TotalMilliseconds);
        if (node != Next || overdue.Reports > 1 || !TryHedge())
            Context.Grid.Send(new PeerSilent(Terms.Triad, Terms.Epoch, node.Link.Peer, NextRole, overdue.Silence));
    }
}
