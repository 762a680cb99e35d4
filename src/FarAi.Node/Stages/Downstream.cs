using System.Runtime.InteropServices;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>
/// A node that gets a stage's results: the next member, or a mirror of it. Knows how long it takes to be done with them, and brings a session that it does
/// not know yet to it: everything that was sent is sent again, a little at a time, and what is new waits its turn. All but <see cref="OnComputed"/> is for the compute thread.
/// </summary>
internal sealed class Downstream(LinkConnection link, TimeProvider time)
{
    /// <summary>Silence that is always borne: a node's own pauses are no loss.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(40);

    /// <summary>Replayed frames under way: the node has others to serve, and its link's queue an end.</summary>
    private const int MostReplays = 4;

    /// <summary>Positions in one replayed frame.</summary>
    private const int ReplayChunk = 128;

    private readonly Lock _gate = new();
    private readonly ProgressWatch _watch = new(LeastPatience);
    private readonly Dictionary<SessionId, Replay> _replays = [];
    private readonly List<SessionId> _finished = [];
    private float[] _rows = [];
    private bool _catchesUp;
    private bool _awaited;
    private long _epoch;

    /// <summary>Whether the compute thread wants to hear of every acknowledgement.</summary>
    public bool IsAwaited
    {
        get => Volatile.Read(ref _awaited);
        set => Volatile.Write(ref _awaited, value);
    }

    /// <summary>Its link.</summary>
    public LinkConnection Link => link;

    /// <summary>Whether sessions are still being brought to it.</summary>
    public bool IsReplaying => _replays.Count > 0;

    /// <summary>When it will have been silent for too long.</summary>
    public TimeSpan? Deadline
    {
        get
        {
            lock (_gate)
                return _watch.Deadline;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>A new epoch: what was sent before is not waited for any more.</summary>
    public void Restart(long epoch)
    {
        lock (_gate)
            _watch.Restart(Now);
        _epoch = epoch;
    }

    /// <summary>It is done with frames of an epoch; on the link's thread. True where the compute thread waits for that.</summary>
    public bool OnComputed(Computed done)
    {
        lock (_gate)
        {
            if (done.Epoch == Volatile.Read(ref _epoch))
                _watch.OnDone(Now, done.Count);
        }

        return _replays.Count > 0 || IsAwaited;
    }

    /// <summary>How long it has been silent, where that is too long, and how often that was found; null otherwise.</summary>
    public (TimeSpan Silence, int Reports)? Overdue()
    {
        lock (_gate)
            return _watch.IsOverdue(Now) ? (_watch.Silence(Now), _watch.Reports) : null;
    }

    public void Open(OpenSession opened)
    {
        _replays.Remove(opened.Session);
        link.SendOpenSession(opened);
    }

    public void Close(SessionId id)
    {
        _replays.Remove(id);
        link.SendCloseSession(id);
    }

    /// <summary>The session is gone here; what was not replayed yet will not be.</summary>
    public void Forget(SessionId id) => _replays.Remove(id);

    public void Resume(SessionId id, ResumeSession message)
    {
        if (_replays.TryGetValue(id, out var replay))
            replay.Resumption = message;
        else
            link.SendResumeSession(id, message);
    }

    public void Send(Verdict verdict)
    {
        OnSent();
        link.SendVerdict(verdict);
    }

    /// <summary>Sends a run of positions, [tokens, size]; one whose session is still being replayed waits for its turn there.</summary>
    public void Send(StageInput input, int size, ReadOnlySpan<float> rows, TimeSpan elapsed)
    {
        if (_replays.TryGetValue(input.Session, out var replay))
        {
            replay.Sent = Math.Min(replay.Sent, input.Start);
            return;
        }

        OnSent();
        link.SendStageForward(input.Session, new StageForward
        {
            Epoch = _epoch,
            Start = input.Start,
            Drafted = input.Drafted,
            IsPrefill = input.IsPrefill,
            IsReplay = input.IsReplay,
            Compute = input.Compute + elapsed,
            RoundTrip = input.Timings.RoundTrip,
            RoundTripPositions = input.Timings.RoundTripPositions,
            DraftTime = input.Timings.DraftTime,
            DraftDelay = input.Timings.DraftDelay,
            Type = HiddenType.F32,
            HiddenSize = size,
            Tokens = input.Tokens,
            Hidden = MemoryMarshal.AsBytes(rows),
        });
    }

    /// <summary>Brings a session to the node that it has not seen from the start.</summary>
    public void Bring(StageSession session)
    {
        link.SendReplaySession(session.Opened with { Epoch = _epoch });
        _replays[session.Opened.Session] = new Replay(session);
    }

    /// <summary>All sessions that can be brought to it are on their way: it is told when the last of them is there.</summary>
    public void CatchUp(int size)
    {
        _catchesUp = true;
        Pump(size);
    }

    /// <summary>Sends replays, as many as may be under way.</summary>
    public void Pump(int size)
    {
        foreach (var (id, replay) in _replays)
        {
            var boundary = replay.Session.Boundary!;
            while (replay.Sent < boundary.Length && Outstanding() < MostReplays)
                SendChunk(replay, boundary, size);
            if (replay.Sent < boundary.Length)
                break;
            _finished.Add(id);
        }

        foreach (var id in _finished)
        {
            if (_replays.Remove(id, out var replay) && replay.Resumption is { } resumption)
                link.SendResumeSession(id, resumption);
        }

        _finished.Clear();
        if (!_catchesUp || _replays.Count > 0)
            return;
        _catchesUp = false;
        link.SendReplayed();
    }

    // What was a prefill is one again; from the prompt's last token on the tail chooses again, and so comes to know what is committed.
    private void SendChunk(Replay replay, BoundaryCache boundary, int size)
    {
        var prefill = replay.Session.Opened.Tokens.Count - 1;
        var end = Math.Min(boundary.Length, replay.Sent + ReplayChunk);
        if (replay.Sent < prefill)
            end = Math.Min(end, prefill);
        var count = end - replay.Sent;
        if (_rows.Length < count * size)
            _rows = new float[ReplayChunk * size];
        boundary.Read(replay.Sent, _rows.AsSpan(0, count * size));
        OnSent();
        link.SendStageForward(replay.Session.Opened.Session, new StageForward
        {
            Epoch = _epoch,
            Start = replay.Sent,
            IsPrefill = replay.Sent < prefill,
            IsReplay = true,
            Type = HiddenType.F32,
            HiddenSize = size,
            Tokens = CollectionsMarshal.AsSpan(replay.Session.Inputs).Slice(replay.Sent, count),
            Hidden = MemoryMarshal.AsBytes(_rows.AsSpan(0, count * size)),
        });
        replay.Sent = end;
    }

    private int Outstanding()
    {
        lock (_gate)
            return _watch.Outstanding;
    }

    private void OnSent()
    {
        lock (_gate)
            _watch.OnSent(Now);
    }

    /// <summary>A session on its way to a node that did not see it from the start.</summary>
    private sealed class Replay(StageSession session)
    {
        public StageSession Session => session;

        /// <summary>Positions before this one have been sent.</summary>
        public int Sent { get; set; }

        /// <summary>Waits until all is sent.</summary>
        public ResumeSession? Resumption { get; set; }
    }
}
