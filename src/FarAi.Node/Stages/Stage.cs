using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Inference;
using FarAi.Link;
using FarAi.Node.Compute;

namespace FarAi.Node.Stages;

/// <summary>
/// One member's work in one epoch of a triad: its sessions, and the batches that go through its layers. Lives on the compute
/// thread of its shard. What differs by place stands in <see cref="HeadStage"/>, <see cref="MiddleStage"/>, <see cref="TailStage"/>.
/// </summary>
internal abstract partial class Stage : IComputeWork
{
    /// <summary>Most positions in one batch; bounds the time that a decoding session waits for others' prefills.</summary>
    private const int MaxRows = 256;

    /// <summary>A session without any sign of life for so long is freed: the grid has forgotten it.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    /// <summary>How long sessions outlive a broken link between members.</summary>
    private static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);

    /// <summary>Most frames that wait for an epoch that this member has not heard of yet.</summary>
    private const int MostAhead = 4096;

    private readonly Dictionary<SessionId, StageSession> _sessions = [];
    private readonly HashSet<(SessionId Session, long Epoch)> _faulted = [];
    private readonly List<StageInput> _ready = [];
    private readonly List<StageInput> _batch = [];
    private readonly List<StageInput> _prefills = [];
    private readonly List<StageInput> _known = [];
    private readonly Queue<(long Epoch, Action Frame)> _ahead = [];
    private Segment[] _segments = new Segment[16];
    private float[] _hidden = [];
    private long _pass;
    private long _nextSweep;
    private readonly HashSet<SessionId> _orphans = [];
    private readonly HashSet<SessionId> _unresumed = [];
    private long _former;
    private long _cutUntil = long.MaxValue;
    private long _resumedBy = long.MaxValue;
    private long _cacheBytes;
    private int _sessionCount;

    protected Stage(StageContext context)
    {
        Context = context;
        Terms = context.Terms;
        _nextSweep = After(Forgotten);
    }

    /// <summary>Sessions held; read by other threads.</summary>
    public int SessionCount => Volatile.Read(ref _sessionCount);

    /// <summary>Bytes of caches; read by other threads.</summary>
    public long CacheBytes => Interlocked.Read(ref _cacheBytes);

    protected StageContext Context { get; }

    /// <summary>What is agreed in the present epoch.</summary>
    protected StageTerms Terms { get; private set; }

    protected IShard Shard => Context.Shard;

    protected IEnumerable<StageSession> Sessions => _sessions.Values;

    /// <summary>The grid opens a session here. Only a head takes it.</summary>
    public virtual void Open(OpenSession command) => Fault(command.Session, command.Epoch, $"a {Terms.Role} opens no sessions");

    /// <summary>The stage before opened a session.</summary>
    public abstract void OpenFromPeer(OpenSession opened);

    /// <summary>The grid or the stage before closes a session.</summary>
    public virtual void Close(SessionId id, LinkConnection? from) => Drop(id);

    /// <summary>Speculate differently.</summary>
    public virtual void SetPlan(SetPlan command)
    {
    }

    /// <summary>The grid misses verdicts. Only a tail gives them.</summary>
    public virtual void Resend(ResendVerdicts command) =>
        Context.Grid.Send(new SessionFault(command.Session, command.Epoch, $"a {Terms.Role} gives no verdicts"));

    /// <summary>The stage before goes on after a promotion; a surviving tail answers it.</summary>
    public abstract void Resume(SessionId id, ResumeSession message);

    /// <summary>The stage before has a session that this one did not see from its start; replays of what it sent follow.</summary>
    public abstract void Replay(OpenSession opened);

    /// <summary>Goes on in a new epoch with the same layers, and so with all sessions: a member was replaced by its mirror, perhaps by this one.</summary>
    public void Renew(StageTerms terms, LinkConnection next)
    {
        var (promoted, survives) = (Terms.IsMirror && !terms.IsMirror, !Terms.IsMirror);
        (_former, Terms, _cutUntil, IsPromoted) = (Terms.Epoch, terms, long.MaxValue, promoted);
        _orphans.Clear();
        _unresumed.Clear();
        _unresumed.UnionWith(_sessions.Keys);
        LinkTo(next, survives);
        if (!terms.IsMirror && terms.Role != TriadRole.Head)
        {
            _orphans.UnionWith(_sessions.Keys);
            _resumedBy = After(CutPatience);
        }

        OnRenewed(promoted);
        for (var waiting = _ahead.Count; waiting > 0; waiting--)
        {
            var (epoch, frame) = _ahead.Dequeue();
            if (epoch == terms.Epoch)
                frame();
            else if (epoch > terms.Epoch)
                _ahead.Enqueue((epoch, frame));
        }
    }

    /// <summary>
    /// A link to another node broke: a scout's costs its drafts, a mirror's the protection. After a member's the sessions wait a little for
    /// a new epoch, in which its mirror may have taken its place.
    /// </summary>
    public virtual void OnLinkLost(LinkConnection link)
    {
        if (Detach(link) || link.Role == LinkRole.Scout || (link.Role == LinkRole.Standby && Next?.Link != link))
            return;
        if (Terms.IsMirror)
        {
            _follows = false;
            Context.Grid.Send(new MirrorLost(Terms.Triad, Terms.Epoch, Terms.Role, $"the link to {link.Peer.Brief} broke"));
            return;
        }

        Context.Instruments.OnPeerLost();
        Context.Grid.Send(new PeerLost(Terms.Triad, Terms.Epoch, link.Peer));
        _cutUntil = Math.Min(_cutUntil, After(CutPatience));
    }

    /// <summary>Drops all sessions: the grid is gone, and will open them again.</summary>
    public virtual void DropAll() => Abandon();

    /// <summary>Drops all sessions without a word: this place is over, and who goes on with them is not its concern.</summary>
    public void Abandon()
    {
        foreach (var id in _sessions.Keys.ToArray())
            Drop(id);
    }

    /// <inheritdoc/>
    public virtual long NextDeadline() => Math.Min(Math.Min(_nextSweep, NextSilence()), Math.Min(_cutUntil, _resumedBy));

    /// <inheritdoc/>
    public virtual void OnDeadline(long now)
    {
        if (now >= _cutUntil)
        {
            _cutUntil = long.MaxValue;
            FaultAll("a link between members broke, and nobody took the place");
        }

        if (now >= _resumedBy)
        {
            _resumedBy = long.MaxValue;
            foreach (var id in _orphans.ToArray())
                Fault(id, Terms.Epoch, "the promoted head did not follow this session");
        }

        ReportSilence();
        if (now < _nextSweep)
            return;
        _nextSweep = After(TimeSpan.FromMinutes(1));
        foreach (var (id, session) in _sessions.ToArray())
        {
            if (Context.Time.GetElapsedTime(session.LastSeen, now) >= Forgotten)
                Fault(id, Terms.Epoch, "nothing was heard of it for ten minutes");
        }
    }

    /// <inheritdoc/>
    public void OnFailure(Exception exception) => FaultAll($"the stage failed: {exception.Message}");

    /// <summary>Rounds from the stage before.</summary>
    public void Forward(long epoch, StageInput input)
    {
        if (IsAhead(epoch, () => Forward(epoch, input)))
            return;
        // What the stage before sent in the former epoch may still be on its way to a mirror, and the lost member may have passed it on: it is computed,
        // until the session is resumed behind it.
        if (epoch != Terms.Epoch && !(epoch == _former && _unresumed.Contains(input.Session)))
        {
            Done(input);
            FaultOnce(input.Session, epoch, $"epoch {epoch} is over, this is epoch {Terms.Epoch}");
        }
        else if (Find(input.Session) is not { } session)
        {
            Done(input);
            FaultOnce(input.Session, epoch, "the session is unknown here");
        }
        else
        {
            if (epoch == Terms.Epoch && !input.IsReplay)
                (input.Expects, session.Expects) = (session.Expects, null);
            _ready.Add(input);
        }
    }

    /// <summary>
    /// Whether results can be passed on. If not, the session is given up, and the grid hears of the broken link again: the first news
    /// of it may have been lost.
    /// </summary>
    protected bool CanPassOn(OpenSession opened)
    {
        if (Terms.IsMirror || Next is { Link.IsOpen: true })
            return true;
        if (Next is { } broken)
            Context.Grid.Send(new PeerLost(Terms.Triad, Terms.Epoch, broken.Link.Peer));
        _faulted.Remove((opened.Session, opened.Epoch)); // a new opening gets a new answer
        Fault(opened.Session, opened.Epoch, "the link to the next stage is down");
        return false;
    }

    /// <summary>What changes with a promotion.</summary>
    protected virtual void OnRenewed(bool promoted)
    {
    }

    /// <summary>Whether a frame belongs to an epoch that others heard of before this member; it is kept until then.</summary>
    protected bool IsAhead(long epoch, Action frame)
    {
        if (epoch <= Terms.Epoch || _ahead.Count >= MostAhead)
            return false;
        _ahead.Enqueue((epoch, frame));
        return true;
    }

    /// <summary>Whether inputs of the session wait.</summary>
    protected bool HasInputs(SessionId id) => _ready.Exists(i => i.Session == id);

    /// <summary>Whether this stage took its place with the present epoch.</summary>
    protected bool IsPromoted { get; private set; }

    /// <summary>The head goes on with the session in the present epoch.</summary>
    protected void OnResumed(SessionId id, ResumeSession message)
    {
        _orphans.Remove(id);
        _unresumed.Remove(id);
        if (_sessions.TryGetValue(id, out var session))
            session.Expects = (message.Known - 1, message.Prefix);
    }

    /// <summary>Forgets the waiting rounds of a session, whose line was given up. Prefills stay.</summary>
    protected void CutLine(SessionId id) => DropInputs(i => i.Session == id && i is { IsPrefill: false, IsReplay: false });

    /// <summary>A batch's results, <paramref name="hidden"/> [rows, hidden size] in the order of the inputs, verify rounds first.</summary>
    protected abstract void OnComputed(List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed);

    /// <summary>Whether an input still counts, asked right before it is computed.</summary>
    protected virtual bool StillCounts(StageInput input) => true;

    /// <summary>How many of a replay's first positions need not be computed again.</summary>
    protected virtual int KnownOf(StageSession session, StageInput replay) => session.Held(replay);

    protected void Enqueue(StageInput input) => _ready.Add(input);

    /// <summary>The session, marked as alive, or null.</summary>
    protected StageSession? Find(SessionId id)
    {
        if (_sessions.TryGetValue(id, out var session))
            session.LastSeen = Context.Time.GetTimestamp();
        return session;
    }

    protected void Add(StageSession session)
    {
        session.LastSeen = Context.Time.GetTimestamp();
        _sessions[session.Opened.Session] = session;
        _faulted.Remove((session.Opened.Session, Terms.Epoch));
        Count();
    }

    /// <summary>A cache for a session, or null after a fault. A former session of the same id is dropped.</summary>
    protected SessionMemory? MakeCache(OpenSession opened)
    {
        Drop(opened.Session);
        var refusal = opened.Epoch != Terms.Epoch
            ? $"epoch {opened.Epoch} is not this epoch {Terms.Epoch}"
            : SessionRules.Refusal(opened, Shard.Config);
        if (refusal is not null)
        {
            Fault(opened.Session, opened.Epoch, refusal);
            return null;
        }

        var limit = SessionRules.Limit(opened, Shard.Config);
        var reserved = 2L * Shard.Layers.Count * Shard.Config.KeyValueSize * sizeof(float) * limit;
        if (!Context.Memory.TryReserve(reserved))
        {
            Fault(opened.Session, opened.Epoch, $"no memory for its cache of up to {reserved} bytes");
            return null;
        }

        // Without room for what is sent on, the session can still be served: only a node that comes later can't take it over.
        var boundary = (long)Shard.Config.HiddenSize * sizeof(float) * limit;
        return Terms.Role != TriadRole.Tail && Context.Memory.TryReserve(boundary)
            ? new SessionMemory(Shard.CreateCache(), new BoundaryCache(Shard.Config.HiddenSize), reserved + boundary)
            : new SessionMemory(Shard.CreateCache(), null, reserved);
    }

    /// <summary>Forgets a session, its cache and its waiting inputs.</summary>
    protected virtual bool Drop(SessionId id)
    {
        _orphans.Remove(id);
        _unresumed.Remove(id);
        if (!_sessions.Remove(id, out var session))
            return false;
        Context.Memory.Release(session.Reserved);
        DropInputs(i => i.Session == id);
        ForgetReplays(id);
        Count();
        return true;
    }

    /// <summary>Drops a session and tells the grid, and the scout if there is one, why.</summary>
    protected void Fault(SessionId id, long epoch, string reason)
    {
        if (_sessions.TryGetValue(id, out var session) && session.Scout is { } scout)
            scout.SendPeerFault(id, reason);
        Drop(id);
        FaultOnce(id, epoch, reason);
    }

    protected long After(TimeSpan delay) => Context.Time.GetTimestamp() + (long)(delay.TotalSeconds * Context.Time.TimestampFrequency);

    private void DropInputs(Predicate<StageInput> which)
    {
        foreach (var input in _ready)
        {
            if (which(input))
                Done(input);
        }

        _ready.RemoveAll(which);
    }

    private void FaultOnce(SessionId id, long epoch, string reason)
    {
        if (_faulted.Count > 4096)
            _faulted.Clear();
        if (Terms.IsMirror || !_faulted.Add((id, epoch)))
            return; // what a mirror can't hold is not protected, no more
        Context.Instruments.OnSessionFault();
        LogFault(id, reason);
        Context.Grid.Send(new SessionFault(id, epoch, reason));
    }

    private void FaultAll(string reason)
    {
        foreach (var id in _sessions.Keys.ToArray())
            Fault(id, Terms.Epoch, reason);
    }

    private void Count()
    {
        Volatile.Write(ref _sessionCount, _sessions.Count);
        if (_sessions.Count == 0)
            Interlocked.Exchange(ref _cacheBytes, 0);
    }
}
