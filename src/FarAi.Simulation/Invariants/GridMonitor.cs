using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Invariants;

/// <summary>
/// Watches a simulated grid from outside and holds what it sees against the invariants of docs/architecture.md §8. It hears every
/// order that a node obeys, every verdict, every decision to commit and every token that a client gets; it never speaks.
/// </summary>
internal sealed class GridMonitor(SimulationKernel kernel)
{
    /// <summary>Most messages that may wait at a node.</summary>
    private const int MostQueued = 4096;

    private readonly Dictionary<SessionId, (SessionRequest Request, ExpectedOutput Expected)> _sessions = [];
    private readonly Dictionary<(TriadId, long), Dictionary<TriadRole, LoadShard>> _places = [];
    private readonly Dictionary<(TriadId, long, TriadRole), NodeId> _members = [];
    private readonly Dictionary<(TriadId, long, TriadRole), NodeId> _mirrors = [];
    private readonly Dictionary<(NodeId, TriadId), long> _obeyed = [];
    private readonly Dictionary<(NodeId, SessionId, TriadId), long> _told = [];
    private readonly Dictionary<SessionId, (TriadId Triad, long Epoch)> _opened = [];
    private readonly Dictionary<SessionId, (TriadId Triad, long Epoch)> _obeyedBy = [];
    private readonly Dictionary<SessionId, string> _releases = [];
    private readonly SortedDictionary<string, (TriadId Triad, long Epoch)> _newest = new(StringComparer.Ordinal);

    /// <summary>Comparisons made.</summary>
    public long Checks { get; private set; }

    /// <summary>The first violation; later ones follow from it.</summary>
    public InvariantViolation? Violation { get; private set; }

    /// <summary>Verdicts that a session obeyed.</summary>
    public long Committed { get; private set; }

    /// <summary>Verdicts that a session refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Epochs of all triads.</summary>
    public long Epochs => _places.Count;

    /// <summary>Epochs in which sessions went on because mirrors took lost members' places.</summary>
    public long Promotions { get; private set; }

    /// <summary>How often a session was opened after its first time.</summary>
    public long Reopens { get; private set; }

    /// <summary>Triads whose members obeyed an order, by name.</summary>
    public IEnumerable<TriadId> Triads => _newest.Values.Select(t => t.Triad);

    /// <summary>Who has a place in the newest epoch that any member has heard of; null where nobody there has heard of it yet.</summary>
    public NodeId? MemberOf(TriadId triad, TriadRole role) =>
        _members.TryGetValue((triad, _newest[triad.Value].Epoch, role), out var member) ? member : null;

    /// <summary>Who was told last to follow a place in the newest epoch; null where nobody was.</summary>
    public NodeId? MirrorOf(TriadId triad, TriadRole role) =>
        _mirrors.TryGetValue((triad, _newest[triad.Value].Epoch, role), out var mirror) ? mirror : null;

    /// <summary>The triad at which a session was opened last; null where it was not.</summary>
    public TriadId? TriadOf(SessionId session) => _opened.TryGetValue(session, out var opened) ? opened.Triad : null;

    public void Require(bool holds, string invariant, Func<string> detail)
    {
        Checks++;
        if (!holds)
            Violation ??= new InvariantViolation(invariant, detail(), kernel.Now);
    }

    /// <summary>A client will ask.</summary>
    public ExpectedOutput Expect(SessionRequest request, ExpectedOutput expected)
    {
        _sessions[request.Session] = (request, expected);
        return expected;
    }

    /// <summary>A node takes its place in an epoch.</summary>
    public void OnObeyed(NodeId node, LoadShard order)
    {
        var before = _obeyed.GetValueOrDefault((node, order.Triad));
        Require(order.Epoch >= before, "at most one epoch is obeyed", () => $"{node} was told epoch {order.Epoch} of {order.Triad} after epoch {before}");
        _obeyed[(node, order.Triad)] = order.Epoch;
        if (!_places.TryGetValue((order.Triad, order.Epoch), out var places))
        {
            _places[(order.Triad, order.Epoch)] = places = [];
            _newest[order.Triad.Value] = (order.Triad, Math.Max(order.Epoch, _newest.GetValueOrDefault(order.Triad.Value).Epoch));
            Promotions += order.Continues ? 1 : 0;
        }

        foreach (var other in places.Values)
        {
            Require(other.Model == order.Model, "members serve the same release", () => $"{order.Triad} epoch {order.Epoch}: {other.Model.Digest} and {order.Model.Digest}");
            Require(
                other.MemberKey == order.MemberKey && other.ScoutKey == order.ScoutKey, "one member list per epoch",
                () => $"{order.Triad} epoch {order.Epoch} has two sets of keys");
        }

        if (order.Mirrors is not null)
        {
            _mirrors[(order.Triad, order.Epoch, order.Role)] = node; // who follows a place may change within an epoch: it says nothing
            return;
        }

        if (_members.TryGetValue((order.Triad, order.Epoch, order.Role), out var holder))
        {
            Require(
                holder == node && places[order.Role].Next == order.Next && places[order.Role].Layers == order.Layers, "one member list per epoch",
                () => $"{order.Triad} epoch {order.Epoch}: {order.Role} is {holder} and {node}");
        }

        _members[(order.Triad, order.Epoch, order.Role)] = node;
        places[order.Role] = order;
    }

    /// <summary>A head is told to serve a session.</summary>
    public void OnOpened(NodeId node, OpenSession order)
    {
        if (!_sessions.TryGetValue(order.Session, out var session))
            return;
        // A node that hung obeys late what it was told long ago, so only orders to the same node come in order.
        var told = _told.GetValueOrDefault((node, order.Session, order.Triad));
        Require(
            order.Epoch >= told, "a session does not go back to an old epoch",
            () => $"{order.Session} was opened at {node} in epoch {order.Epoch} of {order.Triad} after epoch {told}");
        _told[(node, order.Session, order.Triad)] = order.Epoch;
        var former = _opened.GetValueOrDefault(order.Session);
        Reopens += _opened.ContainsKey(order.Session) ? 1 : 0;
        if (former.Triad != order.Triad || order.Epoch > former.Epoch)
            _opened[order.Session] = (order.Triad, order.Epoch);
        Require(
            order.Tokens.SequenceEqual(session.Request.Prompt.Concat(session.Expected.Tokens).Take(order.Tokens.Count)), "exact output",
            () => $"{order.Session} was opened at {node} with tokens that the model does not give");
        if (_places.GetValueOrDefault((order.Triad, order.Epoch))?.Values.FirstOrDefault() is { } place)
        {
            var digest = place.Model.Digest;
            _releases.TryAdd(order.Session, digest);
            Require(_releases[order.Session] == digest, "a session never changes release", () => $"{order.Session}: {_releases[order.Session]}, then {digest}");
        }
    }

    /// <summary>A tail sends a verdict. A session that ended meanwhile may still be computed for a moment.</summary>
    public void OnVerdictSent(NodeId node, Verdict verdict)
    {
        if (!_sessions.TryGetValue(verdict.Session, out var session))
            return;
        var from = verdict.Start - session.Request.Prompt.Count;
        var known = Math.Clamp(session.Expected.Tokens.Count - from, 0, verdict.Tokens.Count);
        Require(
            verdict.Tokens.Take(known).SequenceEqual(session.Expected.Tokens.Skip(from).Take(known)), "exact output",
            () => $"{node} computed other tokens than the model for {verdict.Session} from position {verdict.Start} on");
    }

    /// <summary>A session decided about a verdict.</summary>
    public void OnDecided(TriadView triad, NodeId sender, Verdict verdict, bool obeyed)
    {
        if (!obeyed)
        {
            Refused++;
            return;
        }

        Committed++;
        var opened = _opened.GetValueOrDefault(verdict.Session);
        Require(
            opened.Triad != triad.Triad || verdict.Epoch >= opened.Epoch, "at most one epoch is obeyed",
            () => $"{verdict.Session} obeyed a verdict of epoch {verdict.Epoch} of {triad.Triad} while it runs in epoch {opened.Epoch}");
        var before = _obeyedBy.GetValueOrDefault(verdict.Session);
        Require(
            before.Triad != triad.Triad || verdict.Epoch >= before.Epoch, "at most one epoch is obeyed",
            () => $"{verdict.Session} obeyed a verdict of epoch {verdict.Epoch} of {triad.Triad} after one of epoch {before.Epoch}");
        _obeyedBy[verdict.Session] = (triad.Triad, verdict.Epoch);
        var tail = _members.GetValueOrDefault((triad.Triad, verdict.Epoch, TriadRole.Tail));
        Require(tail == sender, "only the tail commits", () => $"{verdict.Session} obeyed a verdict of {sender}; the tail of epoch {verdict.Epoch} is {tail}");
    }

    /// <summary>Messages wait at a node.</summary>
    public void OnQueued(NodeId node, int depth) => Require(depth <= MostQueued, "bounded queues", () => $"{depth} messages wait at {node}");
}
