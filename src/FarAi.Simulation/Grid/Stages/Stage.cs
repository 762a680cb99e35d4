using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>
/// One place's work in a triad, by the rules of the real node's stage (src/FarAi.Node/Stages): the same pure parts
/// decide, only kernels, threads and sockets are left out.
/// </summary>
internal abstract partial class Stage(NodeProcess process, MemberTerms terms, LoadedShard shard) : IComputeWork
{
    private const int MostAhead = 4096;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);
    private readonly SortedDictionary<ulong, StageSession> _sessions = [];
    private readonly HashSet<SessionId> _faulted = [];
    private readonly SortedSet<ulong> _orphans = [];
    private readonly SortedSet<ulong> _unresumed = [];
    private long _former;
    private readonly List<PeerLink> _mirrors = [];
    private readonly Queue<(long Epoch, Action Frame)> _ahead = [];
    private TimeSpan _nextSweep = process.Now + Forgotten;
    private TimeSpan _cutUntil = TimeSpan.MaxValue;
    private TimeSpan _resumedBy = TimeSpan.MaxValue;
    private bool _hasCaughtUp;
    private Action? _follows;

    /// <summary>Whom results go to; null until the link stands.</summary>
    public PeerLink? Next { get; private set; }

    public int SessionCount => _sessions.Count;

    /// <summary>What is agreed in the present epoch.</summary>
    protected MemberTerms Terms { get; private set; } = terms;

    protected NodeProcess Process => process;

    protected LoadedShard Shard => shard;

    /// <summary>Who computes the next place's part beside it, without a word.</summary>
    protected IReadOnlyList<PeerLink> Mirrors => _mirrors;

    protected IEnumerable<StageSession> Sessions => _sessions.Values;

    public virtual void Open(OpenSession command) => Fault(command.Session, command.Epoch, $"a {Terms.Role} opens no sessions");

    public abstract void OpenFromPeer(OpenSession opened);

    public virtual void Close(SessionId id, PeerLink? from) => Drop(id);

    public virtual void SetPlan(SetPlan command)
    {
    }

    public virtual void Resend(ResendVerdicts command) =>
        process.Send(new SessionFault(command.Session, command.Epoch, $"a {Terms.Role} gives no verdicts"));

    /// <summary>The stage before goes on after a promotion; a surviving tail answers it.</summary>
    public abstract void Resume(SessionResumed message);

    /// <summary>A mirror of the next place wants what the next place gets, and what it got.</summary>
    public void AttachMirror(PeerLink link)
    {
        if (link.Terms is { } agreed && IsAhead(agreed.Epoch, () => AttachMirror(link)))
            return;
        _mirrors.Add(link);
        foreach (var session in Sessions)
            Replay(session, link);
        link.Send(new AllReplayed());
    }

    /// <summary>The member before the place has a session that this mirror may not have seen from its start.</summary>
    public abstract void OpenReplayed(OpenSession opened);

    /// <summary>At a mirror: what happens once it follows its place, which may be now.</summary>
    public void OnceFollowing(bool anew, Action follows)
    {
        _follows = follows;
        _hasCaughtUp &= !anew;
        CheckFollowing();
    }

    /// <summary>Works in a new epoch, or over a new link. Where the layers are the same all sessions go on: a member was replaced by its mirror, perhaps by this one.</summary>
    public void Renew(MemberTerms renewed, PeerLink next)
    {
        var promoted = Terms.IsMirror && !renewed.IsMirror;
        (_former, Terms, Next, _cutUntil, IsPromoted) = (Terms.Epoch, renewed, next, TimeSpan.MaxValue, promoted);
        _orphans.Clear();
        _unresumed.Clear();
        _unresumed.UnionWith(_sessions.Keys);
        if (!renewed.IsMirror && renewed.Role != TriadRole.Head)
        {
            _orphans.UnionWith(_sessions.Keys);
            _resumedBy = process.Now + CutPatience;
        }

        _mirrors.Remove(next);
        OnRenewed(promoted);
        for (var waiting = _ahead.Count; waiting > 0; waiting--)
        {
            var (epoch, frame) = _ahead.Dequeue();
            if (epoch == renewed.Epoch)
                frame();
            else if (epoch > renewed.Epoch)
                _ahead.Enqueue((epoch, frame));
        }
    }

    public virtual void OnMessage(PeerLink from, object message)
    {
        switch (message)
        {
            case Forward forward:
                OnForward(forward);
                break;
            case OpenSession opened:
                OpenFromPeer(opened);
                break;
            case SessionReplayed replayed:
                OpenReplayed(replayed.Opened);
                break;
            case AllReplayed:
                _hasCaughtUp = true;
                break;
            case SessionResumed resumed:
                Resume(resumed);
                break;
            case SessionClosed closed:
                Close(closed.Session, from);
                break;
        }
    }

    public virtual void OnLinkLost(PeerLink link)
    {
        if (_mirrors.Remove(link) || link.Role == PeerRole.Scout)
            return;
        if (Terms.IsMirror)
        {
            process.Send(new MirrorLost(Terms.Triad, Terms.Epoch, Terms.Role, $"the link to {link.Peer.Brief} broke"));
            return;
        }

        process.Send(new PeerLost(Terms.Triad, Terms.Epoch, link.Peer));
        if (_cutUntil == TimeSpan.MaxValue)
            _cutUntil = process.Now + CutPatience;
    }

    public virtual void DropAll() => Abandon();

    /// <summary>Drops all sessions without a word: this place is over, and who goes on with them is not its concern.</summary>
    public void Abandon()
    {
        foreach (var session in _sessions.Values.ToArray())
            Drop(session.Opened.Session);
    }

    public virtual TimeSpan NextDeadline()
    {
        var next = _nextSweep < _cutUntil ? _nextSweep : _cutUntil;
        return next < _resumedBy ? next : _resumedBy;
    }

    public virtual void OnDeadline(TimeSpan now)
    {
        if (now >= _cutUntil)
        {
            _cutUntil = TimeSpan.MaxValue;
            foreach (var session in _sessions.Values.ToArray())
                Fault(session.Opened.Session, Terms.Epoch, "a link between members broke, and nobody took the place");
        }

        if (now >= _resumedBy)
        {
            _resumedBy = TimeSpan.MaxValue;
            foreach (var id in _orphans.ToArray())
                Fault(new SessionId(id), Terms.Epoch, "the promoted head did not follow this session");
        }

        if (now < _nextSweep)
            return;
        _nextSweep = now + TimeSpan.FromMinutes(1);
        foreach (var session in _sessions.Values.Where(s => now - s.LastSeen >= Forgotten).ToArray())
            Fault(session.Opened.Session, Terms.Epoch, "nothing was heard of it for ten minutes");
    }

    /// <summary>Whether results can be passed on; if not, the session is given up and the grid hears of the broken link again.</summary>
    protected bool CanPassOn(OpenSession opened)
    {
        if (Terms.IsMirror || Next is { IsOpen: true })
            return true;
        if (Next is { } broken)
            process.Send(new PeerLost(Terms.Triad, Terms.Epoch, broken.Peer));
        _faulted.Remove(opened.Session);
        Fault(opened.Session, opened.Epoch, "the link to the next stage is down");
        return false;
    }

    /// <summary>Sends a session, and what was passed on of it, to a mirror.</summary>
    protected virtual void Replay(StageSession session, PeerLink link)
    {
        var opened = session.Opened with { Epoch = Terms.Epoch };
        link.Send(new SessionReplayed(opened));
        // What was a prefill is one again; from the prompt's last token on the tail chooses again, and so comes to know what is committed.
        int[] cuts = [0, Math.Min(opened.Tokens.Count - 1, session.Inputs.Count), session.Inputs.Count];
        for (var i = 0; i < 2; i++)
        {
            var (start, count) = (cuts[i], cuts[i + 1] - cuts[i]);
            if (count > 0)
                link.Send(new Forward(opened.Session, Terms.Epoch, start, [.. session.Inputs.GetRange(start, count)], 0, i == 0, TimeSpan.Zero, default, [.. session.Boundary.GetRange(start, count)], IsReplay: true));
        }
    }

    /// <summary>Positions of a replay that this place need not compute again.</summary>
    protected virtual int Held(StageSession session) => 0;

    private void CheckFollowing()
    {
        if (!_hasCaughtUp || _follows is not { } follows || _ready.Exists(i => i.IsReplay || i.IsPrefill))
            return;
        _follows = null;
        follows();
    }

    /// <summary>What changes with a promotion.</summary>
    protected virtual void OnRenewed(bool promoted)
    {
    }

    /// <summary>Whether a message belongs to an epoch that others heard of before this member; it is kept until then.</summary>
    protected bool IsAhead(long epoch, Action frame)
    {
        if (epoch <= Terms.Epoch || _ahead.Count >= MostAhead)
            return false;
        _ahead.Enqueue((epoch, frame));
        return true;
    }

    /// <summary>Whether what belongs to an epoch is served in the present one.</summary>
    protected bool MayServe(long epoch) => process.World.Rules.MayServe(Terms.Epoch, epoch);

    /// <summary>The head goes on with the session in the present epoch.</summary>
    protected void OnResumed(SessionResumed message)
    {
        _orphans.Remove(message.Session.Value);
        _unresumed.Remove(message.Session.Value);
        if (_sessions.TryGetValue(message.Session.Value, out var session))
            session.Expects = (message.Known - 1, message.Prefix);
    }

    /// <summary>Whether this stage took its place with the present epoch.</summary>
    protected bool IsPromoted { get; private set; }

    /// <summary>Sends to the next stage and its mirrors; a mirror itself says nothing.</summary>
    protected void PassOn(object message)
    {
        if (Terms.IsMirror)
            return;
        if (message is not Forward { IsReplay: true }) // news to mirrors only
            Next?.Send(message);
        foreach (var mirror in _mirrors)
            mirror.Send(message);
    }

    protected StageSession? Find(SessionId id)
    {
        if (_sessions.TryGetValue(id.Value, out var session))
            session.LastSeen = process.Now;
        return session;
    }

    protected void Add(StageSession session)
    {
        session.LastSeen = process.Now;
        _sessions[session.Opened.Session.Value] = session;
        _faulted.Remove(session.Opened.Session);
    }

    protected (LayerCache Cache, long Reserved)? MakeCache(OpenSession opened)
    {
        Drop(opened.Session);
        var limit = Limit(opened);
        var refusal = !MayServe(opened.Epoch) ? $"epoch {opened.Epoch} is not this epoch {Terms.Epoch}"
            : opened.Tokens.Count >= limit ? $"{opened.Tokens.Count} tokens leave nothing to generate within {limit}"
            : null;
        var reserved = shard.Layers.Count * shard.CacheBytesPerLayerAndPosition * limit;
        refusal ??= process.Memory.TryReserve(reserved) ? null : $"no memory for its cache of up to {reserved} bytes";
        if (refusal is null)
            return (new LayerCache(shard.Model, shard.Layers), reserved);
        Fault(opened.Session, opened.Epoch, refusal);
        return null;
    }

    protected int Limit(OpenSession opened) => Math.Min(opened.PromptLength + opened.MaxTokens, shard.Model.Served.Config.MaxPositions);

    protected bool Drop(SessionId id)
    {
        _orphans.Remove(id.Value);
        _unresumed.Remove(id.Value);
        if (!_sessions.Remove(id.Value, out var session))
            return false;
        process.Memory.Release(session.Reserved);
        _ready.RemoveAll(i => i.Session == id);
        return true;
    }

    protected void Fault(SessionId id, long epoch, string reason)
    {
        if (_sessions.TryGetValue(id.Value, out var session))
            session.Scout?.Send(new PeerComplaint(id, reason));
        Drop(id);
        FaultOnce(id, epoch, reason);
    }

    private void OnForward(Forward input)
    {
        if (IsAhead(input.Epoch, () => OnForward(input)))
            return;
        var present = MayServe(input.Epoch);
        if (!present && !(input.Epoch == _former && _unresumed.Contains(input.Session.Value))) // the lost member may have passed it on
            FaultOnce(input.Session, input.Epoch, $"epoch {input.Epoch} is over, this is epoch {Terms.Epoch}");
        else if (Find(input.Session) is not { } session)
        {
            FaultOnce(input.Session, input.Epoch, "the session is unknown here");
        }
        else if (present && !input.IsReplay)
        {
            _ready.Add(input with { Expects = session.Expects });
            session.Expects = null;
        }
        else
        {
            _ready.Add(input with { Expects = null });
        }
    }

    private void FaultOnce(SessionId id, long epoch, string reason)
    {
        if (_faulted.Count > 4096)
            _faulted.Clear();
        if (!Terms.IsMirror && _faulted.Add(id))
            process.Send(new SessionFault(id, epoch, reason));
    }
}
