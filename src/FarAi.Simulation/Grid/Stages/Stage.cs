using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>
/// One member's work in one epoch of a triad, by the rules of the real node's stage (src/FarAi.Node/Stages): the same pure parts
/// decide, only kernels, threads and sockets are left out.
/// </summary>
internal abstract class Stage(NodeProcess process, MemberTerms terms, LoadedShard shard) : IComputeWork
{
    private const int MaxRows = 256;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(1);
    private readonly SortedDictionary<ulong, StageSession> _sessions = [];
    private readonly HashSet<SessionId> _faulted = [];
    private readonly List<Forward> _ready = [];
    private TimeSpan _nextSweep = process.Now + Forgotten;
    private TimeSpan _cutUntil = TimeSpan.MaxValue;
    private long _pass;

    /// <summary>Whom results go to; null until the link stands.</summary>
    public PeerLink? Next { get; set; }

    public int SessionCount => _sessions.Count;

    public MemberTerms Terms => terms;

    protected NodeProcess Process => process;

    protected LoadedShard Shard => shard;

    protected IEnumerable<StageSession> Sessions => _sessions.Values;

    public virtual void Open(OpenSession command) => Fault(command.Session, command.Epoch, $"a {terms.Command.Role} opens no sessions");

    public abstract void OpenFromPeer(OpenSession opened);

    public virtual void Close(SessionId id, PeerLink? from) => Drop(id);

    public virtual void SetPlan(SetPlan command)
    {
    }

    public virtual void Resend(ResendVerdicts command) =>
        process.Send(new SessionFault(command.Session, command.Epoch, $"a {terms.Command.Role} gives no verdicts"));

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
            case SessionClosed closed:
                Close(closed.Session, from);
                break;
        }
    }

    public virtual void OnLinkLost(PeerLink link)
    {
        if (link.Role != PeerRole.Member)
            return;
        process.Send(new PeerLost(terms.Command.Triad, terms.Epoch, link.Peer));
        if (_cutUntil == TimeSpan.MaxValue)
            _cutUntil = process.Now + CutPatience;
    }

    public virtual void DropAll()
    {
        foreach (var session in _sessions.Values.ToArray())
            Drop(session.Opened.Session);
    }

    public virtual TimeSpan NextDeadline() => _nextSweep < _cutUntil ? _nextSweep : _cutUntil;

    public virtual void OnDeadline(TimeSpan now)
    {
        if (now >= _cutUntil)
        {
            _cutUntil = TimeSpan.MaxValue;
            foreach (var session in _sessions.Values.ToArray())
                Fault(session.Opened.Session, terms.Epoch, "a link between members broke, and nobody took the place");
        }

        if (now < _nextSweep)
            return;
        _nextSweep = now + TimeSpan.FromMinutes(1);
        foreach (var session in _sessions.Values.Where(s => now - s.LastSeen >= Forgotten).ToArray())
            Fault(session.Opened.Session, terms.Epoch, "nothing was heard of it for ten minutes");
    }

    public ComputePass? RunPass()
    {
        while (_ready.Count > 0)
        {
            var batch = Choose();
            if (batch.Count == 0)
                continue;
            var rows = batch.Sum(i => i.Tokens.Length);
            var outputs = batch.Select(Compute).ToArray();
            return new ComputePass(process.Profile.Pass(shard.Bytes, rows), elapsed => OnComputed(batch, outputs, elapsed));
        }

        return null;
    }

    /// <summary>Whether results can be passed on; if not, the session is given up and the grid hears of the broken link again.</summary>
    protected bool CanPassOn(OpenSession opened)
    {
        if (Next is { IsOpen: true })
            return true;
        if (Next is { } broken)
            process.Send(new PeerLost(terms.Command.Triad, terms.Epoch, broken.Peer));
        _faulted.Remove(opened.Session);
        Fault(opened.Session, opened.Epoch, "the link to the next stage is down");
        return false;
    }

    protected abstract void OnComputed(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed);

    protected virtual bool StillCounts(Forward input) => true;

    protected void Enqueue(Forward input) => _ready.Add(input);

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
        var refusal = !process.World.Rules.MayServe(terms.Epoch, opened.Epoch) ? $"epoch {opened.Epoch} is not this epoch {terms.Epoch}"
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

    /// <summary>Passes a batch's results on, one message per session.</summary>
    protected void PassOn(List<Forward> batch, ulong[][] outputs, TimeSpan elapsed)
    {
        for (var i = 0; i < batch.Count; i++)
            Next?.Send(batch[i] with { Epoch = terms.Epoch, Compute = batch[i].Compute + elapsed, Hidden = outputs[i] });
    }

    private void OnForward(Forward input)
    {
        if (!process.World.Rules.MayServe(terms.Epoch, input.Epoch))
            FaultOnce(input.Session, input.Epoch, $"epoch {input.Epoch} is over, this is epoch {terms.Epoch}");
        else if (Find(input.Session) is null)
            FaultOnce(input.Session, input.Epoch, "the session is unknown here");
        else
            _ready.Add(input);
    }

    private void FaultOnce(SessionId id, long epoch, string reason)
    {
        if (_faulted.Count > 4096)
            _faulted.Clear();
        if (_faulted.Add(id))
            process.Send(new SessionFault(id, epoch, reason));
    }

    // Verify rounds first, then prefills; at most one run of positions per session, in order.
    private List<Forward> Choose()
    {
        _pass++;
        var (batch, prefills, rows) = (new List<Forward>(), new List<Forward>(), 0);
        foreach (var input in _ready)
        {
            if (!_sessions.TryGetValue(input.Session.Value, out var session) || session.Pass == _pass)
                continue;
            session.Pass = _pass;
            if (input.IsPrefill)
                prefills.Add(input);
            else
                Take(input);
        }

        prefills.ForEach(Take);
        foreach (var input in batch)
            _ready.Remove(input);
        batch.RemoveAll(Rejected);
        return batch;

        void Take(Forward input)
        {
            if (batch.Count > 0 && rows + input.Tokens.Length > MaxRows)
                return;
            batch.Add(input);
            rows += input.Tokens.Length;
        }
    }

    private bool Rejected(Forward input)
    {
        if (!StillCounts(input))
            return true;
        var session = _sessions[input.Session.Value];
        if (input.Start <= session.Cache.Length && input.Start + input.Tokens.Length <= shard.Model.Served.Config.MaxPositions)
            return false;
        Fault(input.Session, terms.Epoch, $"positions {input.Start} to {input.Start + input.Tokens.Length} don't follow the {session.Cache.Length} held");
        return true;
    }

    private ulong[] Compute(Forward input)
    {
        var cache = _sessions[input.Session.Value].Cache;
        cache.Truncate(input.Start);
        var outputs = new ulong[input.Tokens.Length];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = cache.Append(terms.Command.Role == TriadRole.Head ? shard.Model.Embed(input.Tokens[i]) : input.Hidden[i]);
        return outputs;
    }
}
