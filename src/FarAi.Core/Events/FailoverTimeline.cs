using FarAi.Core.Identity;

namespace FarAi.Core.Events;

/// <summary>
/// Puts the timelines of failovers together from a region's events, which may come a little out of order: grains on different silos
/// tell them. Bounded: of what never ends the oldest is reported as far as it got. Pure; single-threaded.
/// </summary>
public sealed class FailoverTimeline
{
    /// <summary>How far apart a node's end and its triad's news of it may be.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>How long a triad that serves again is watched for a first token: its sessions may have ended meanwhile.</summary>
    public static readonly TimeSpan TokenPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a triad is watched that does not serve again.</summary>
    public static readonly TimeSpan ReadyPatience = TimeSpan.FromHours(1);

    /// <summary>Failovers that are watched at once.</summary>
    public const int MostOpen = 256;

    /// <summary>Nodes and sessions that are remembered.</summary>
    public const int MostRemembered = 4096;

    private readonly Dictionary<TriadId, Course> _open = [];
    private readonly RecentMap<NodeId, GridEvent> _nodes = new(MostRemembered);
    private readonly RecentMap<SessionId, TriadId> _moved = new(MostRemembered);

    /// <summary>Failovers that are not over.</summary>
    public int Open => _open.Count;

    /// <summary>When <see cref="Expire"/> has something to do; null while nothing is open.</summary>
    public DateTimeOffset? Deadline => _open.Count == 0 ? null : _open.Values.Min(c => c.Deadline);

    /// <summary>Takes an event in; the failovers that it ends.</summary>
    public IReadOnlyList<GridEvent> Observe(GridEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        switch (happened.Kind)
        {
            case GridEventKind.NodeLeft or GridEventKind.NodeSilent when happened.Node is { } node:
                OnNodeEnded(node, happened);
                break;
            case GridEventKind.TriadMemberLost or GridEventKind.TriadLinkLost when happened.Triad is { } triad:
                return OnLost(triad, happened);
            case GridEventKind.TriadPromoted when Find(happened.Triad) is { } course:
                (course.Promoted, course.Epoch) = (happened.Time, happened.Epoch ?? course.Epoch);
                break;
            case GridEventKind.TriadReady when Find(happened.Triad) is { } course && (happened.Epoch ?? 0) >= course.Epoch:
                (course.Ready, course.Epoch) = (happened.Time, happened.Epoch ?? course.Epoch);
                return End(course, happened.Time);
            case GridEventKind.SessionMoved when happened is { Session: { } session, From: { } from } && _open.ContainsKey(from):
                _moved.Set(session, from);
                break;
            case GridEventKind.SessionRecovered when happened.Session is { } session:
                return OnRecovered(session, happened);
        }

        return [];
    }

    /// <summary>The failovers that are not watched any longer.</summary>
    public IReadOnlyList<GridEvent> Expire(DateTimeOffset now) => [.. _open.Values.Where(c => c.Deadline <= now).ToList().Select(c => Report(c, now))];

    private void OnNodeEnded(NodeId node, GridEvent happened)
    {
        if (_nodes.TryGet(node, out var earlier) && happened.Time - earlier.Time < Window)
            return; // a node that fell silent is also closed; what was noticed first counts
        _nodes.Set(node, happened);
        foreach (var course in _open.Values.Where(c => c.Lost == node && c.Cause == FailoverCause.MemberFailed))
            Explain(course);
    }

    private List<GridEvent> OnLost(TriadId triad, GridEvent happened)
    {
        var ended = new List<GridEvent>();
        if (!_open.TryGetValue(triad, out var course))
        {
            if (_open.Count == MostOpen)
                ended.Add(Report(_open.Values.MinBy(c => c.Detected)!, happened.Time));
            course = new Course
            {
                Triad = triad,
                Region = happened.Region,
                Lost = happened.Node,
                Cause = happened.Kind == GridEventKind.TriadLinkLost ? FailoverCause.LinkLost : FailoverCause.MemberFailed,
                Detected = happened.Time,
            };
            _open[triad] = course;
            if (course.Cause == FailoverCause.MemberFailed)
                Explain(course);
        }

        // Lost again before a token came: for its sessions it is one interruption.
        (course.Promoted, course.Ready, course.Epoch) = (null, null, Math.Max(course.Epoch, happened.Epoch ?? 0));
        course.Sessions = Math.Max(course.Sessions, happened.Sessions ?? 0);
        return ended;
    }

    private IReadOnlyList<GridEvent> OnRecovered(SessionId session, GridEvent happened)
    {
        var moved = _moved.TryGet(session, out var left);
        _moved.Remove(session);
        if (Find(moved ? left : happened.Triad) is not { } course || happened.Time < course.Detected || (!moved && (happened.Epoch ?? 0) < course.Epoch))
            return [];
        course.FirstToken ??= happened.Time;
        course.Sessions = Math.Max(course.Sessions, 1);
        course.Left |= moved;
        return End(course, happened.Time);
    }

    private IReadOnlyList<GridEvent> End(Course course, DateTimeOffset now) =>
        (course.Ready is not null && course.Sessions == 0) || (course.FirstToken is not null && (course.Ready is not null || course.Left)) ? [Report(course, now)] : [];

    private void Explain(Course course)
    {
        if (course.Lost is not { } node || !_nodes.TryGet(node, out var ended) || (ended.Time - course.Detected).Duration() > Window)
            return;
        course.Cause = ended.Kind == GridEventKind.NodeSilent ? FailoverCause.NodeSilent : FailoverCause.NodeLeft;
        course.Detected = ended.Time < course.Detected ? ended.Time : course.Detected;
    }

    private GridEvent Report(Course course, DateTimeOffset now)
    {
        _open.Remove(course.Triad);
        var report = new FailoverReport(
            course.Triad, course.Cause, course.Lost, course.Epoch, course.Sessions, course.Detected, course.Promoted, course.Ready, course.FirstToken);
        return new GridEvent
        {
            Time = now,
            Kind = GridEventKind.Failover,
            Region = course.Region,
            Triad = course.Triad,
            Epoch = course.Epoch,
            Node = course.Lost,
            Sessions = course.Sessions,
            Text = report.Describe(),
            Failover = report,
        };
    }

    private Course? Find(TriadId? triad) => triad is { } id ? _open.GetValueOrDefault(id) : null;

    /// <summary>A failover that is not over.</summary>
    private sealed class Course
    {
        public required TriadId Triad { get; init; }

        public required string Region { get; init; }

        public required NodeId? Lost { get; init; }

        public required FailoverCause Cause { get; set; }

        public required DateTimeOffset Detected { get; set; }

        public DateTimeOffset? Promoted { get; set; }

        public DateTimeOffset? Ready { get; set; }

        public DateTimeOffset? FirstToken { get; set; }

        public long Epoch { get; set; }

        public int Sessions { get; set; }

        /// <summary>Whether a session went on with another triad.</summary>
        public bool Left { get; set; }

        public DateTimeOffset Deadline => Ready is { } ready ? ready + TokenPatience : Detected + ReadyPatience;
    }
}
