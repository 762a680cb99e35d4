using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>The draft models of a scout and its links to heads and tails, shared by the sessions of a triad's epoch.</summary>
internal sealed class ScoutService(NodeProcess process)
{
    private readonly SortedDictionary<string, (DraftWorker Worker, ComputeQueue Queue, ModelSource Source)> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionId, string> _sessions = [];
    private readonly List<ScoutLink> _links = [];

    public int SessionCount => _drafts.Values.Sum(d => d.Worker.SessionCount);

    /// <summary>The sessions that it drafts for.</summary>
    public IReadOnlyCollection<SessionId> Sessions => _sessions.Keys;

    public int QueueDepth => _drafts.Values.Sum(d => d.Queue.Depth);

    public bool Owns(PeerLink link) => _links.Exists(l => l.Link == link);

    public void Load(ModelSource source)
    {
        if (_drafts.TryGetValue(source.Model, out var present) && present.Source == source)
        {
            process.Send(new DraftReady(source.Model));
            return;
        }

        if (process.World.DraftOf(source) is not { } model || !process.Memory.TryReserve(SimulatedModel.DraftBytes))
        {
            process.Send(new DraftFailed(source.Model, "another release, or no memory"));
            return;
        }

        process.After(HardwareProfile.Load(SimulatedModel.DraftBytes), () =>
        {
            var (worker, queue) = (new DraftWorker(process, model, id => _sessions.Remove(id)), new ComputeQueue(process));
            queue.Install(worker);
            _drafts[source.Model] = (worker, queue, source);
            process.Send(new DraftReady(source.Model));
        });
    }

    public void Open(OpenDraft command)
    {
        if (!_drafts.TryGetValue(command.Draft.Model, out var draft) || draft.Source.Digest != command.Draft.Digest)
        {
            process.Send(new SessionFault(command.Session, command.Epoch, $"the draft model {command.Draft.Model} is not loaded here"));
            return;
        }

        _sessions[command.Session] = command.Draft.Model;
        draft.Queue.Post(() => draft.Worker.Open(command));
        CloseFormer(command);
        WithLink(command, command.Head, TriadRole.Head, head => WithLink(command, command.Tail, TriadRole.Tail, tail => draft.Queue.Post(() => draft.Worker.Attach(command, head, tail))));
    }

    public void Close(SessionId session)
    {
        if (_sessions.Remove(session, out var model))
            Post(model, worker => worker.Close(session));
    }

    public void SetPlan(SetPlan command)
    {
        if (_sessions.TryGetValue(command.Session, out var model))
            Post(model, worker => worker.SetPlan(command));
    }

    public void DropSessions()
    {
        _sessions.Clear();
        foreach (var (worker, queue, _) in _drafts.Values)
            queue.Post(worker.DropAll);
    }

    public void OnMessage(PeerLink link, object message)
    {
        switch (message)
        {
            case Verdict verdict when _sessions.TryGetValue(verdict.Session, out var model):
                if (verdict.Finish != FinishReason.None)
                    _sessions.Remove(verdict.Session);
                Post(model, worker => worker.OnVerdict(link, verdict));
                break;
            case PeerComplaint complaint when _sessions.TryGetValue(complaint.Session, out var model):
                Post(model, worker => worker.OnPeerFault(link, complaint.Session, complaint.Reason));
                break;
            case SessionClosed closed:
                Close(closed.Session);
                break;
        }
    }

    public void OnLinkLost(PeerLink link)
    {
        _links.RemoveAll(l => l.Link == link);
        foreach (var (worker, queue, _) in _drafts.Values)
            queue.Post(() => worker.OnLinkLost(link));
    }

    private void Post(string model, Action<DraftWorker> action)
    {
        var (worker, queue, _) = _drafts[model];
        queue.Post(() => action(worker));
    }

    private void WithLink(OpenDraft command, PeerAddress address, TriadRole role, Action<PeerLink> linked)
    {
        var link = _links.Find(l => l.Triad == command.Triad && l.Epoch == command.Epoch && l.Address == address && l.Role == role);
        if (link is { Link.IsOpen: true })
        {
            linked(link.Link);
            return;
        }

        if (link is null)
        {
            link = new ScoutLink(command.Triad, command.Epoch, address, role);
            _links.Add(link);
            Dial(command, link);
        }

        link.Waiting.Add((command, linked));
    }

    private void Dial(OpenDraft command, ScoutLink link) => PeerDialer.Dial(
        process, link.Address, PeerRole.Scout, link.Scope, link.Scope, command.ScoutKey,
        opened =>
        {
            if (!_links.Contains(link))
            {
                opened.Close("a newer epoch");
                return;
            }

            link.Link = opened;
            foreach (var (_, linked) in link.TakeWaiting())
                linked(opened);
        },
        reason =>
        {
            _links.Remove(link);
            foreach (var (waiting, _) in link.TakeWaiting())
                Post(waiting.Draft.Model, worker => worker.Fault(waiting.Session, waiting.Epoch, $"no link to the triad: {reason}"));
        },
        () => _links.Contains(link));

    // A newer epoch closes the links of the former one; its sessions can't go on there.
    private void CloseFormer(OpenDraft command)
    {
        foreach (var former in _links.Where(l => l.Triad == command.Triad && l.Epoch < command.Epoch).ToArray())
        {
            _links.Remove(former);
            foreach (var (waiting, _) in former.TakeWaiting())
                Post(waiting.Draft.Model, worker => worker.Fault(waiting.Session, waiting.Epoch, "a newer epoch"));
            if (former.Link is not { } link)
                continue;
            link.Close("a newer epoch");
            OnLinkLost(link);
        }
    }

    private sealed class ScoutLink(TriadId triad, long epoch, PeerAddress address, TriadRole role)
    {
        private List<(OpenDraft Command, Action<PeerLink> Linked)> _waiting = [];

        public TriadId Triad { get; } = triad;

        public long Epoch { get; } = epoch;

        public PeerAddress Address { get; } = address;

        public TriadRole Role { get; } = role;

        public string Scope => MemberTerms.ScopeOf(Triad, Role);

        public PeerLink? Link { get; set; }

        public List<(OpenDraft Command, Action<PeerLink> Linked)> Waiting => _waiting;

        public List<(OpenDraft Command, Action<PeerLink> Linked)> TakeWaiting()
        {
            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }
}
