using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Grid;

/// <summary>One run of a node's software, from the machine's start to its end: obeys the grid, holds shards and a draft model, takes calls of peers.</summary>
internal sealed class NodeProcess : ISimListener
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(100);
    private readonly SimulatedNode _node;
    private readonly SortedDictionary<string, StageMember> _members = new(StringComparer.Ordinal);
    private readonly Queue<Action> _frozen = new();
    private readonly GridConnection _grid;
    private readonly ScoutService _scout;
    private bool _isAlive = true;
    private bool _isHung;

    public NodeProcess(GridWorld world, SimulatedNode node, SimHost host)
    {
        (World, _node, Host) = (world, node, host);
        Memory = new MemoryBudget(node.Profile.MemoryBytes);
        _grid = new GridConnection(this, node);
        _scout = new ScoutService(this);
        host.Listener = this;
    }

    public GridWorld World { get; }

    public SimHost Host { get; }

    public NodeId Id => _node.Id;

    public HardwareProfile Profile => _node.Profile;

    public double Slowness => _node.Slowness;

    public MemoryBudget Memory { get; }

    public TimeSpan Now => World.Kernel.Now;

    /// <summary>Whether the grid has admitted it over a link that stands.</summary>
    public bool IsConnected => _grid.IsAdmitted;

    /// <summary>Sessions with a cache.</summary>
    public int SessionCount => StageSessions + _scout.SessionCount;

    /// <summary>The sessions that it drafts for.</summary>
    public IReadOnlyCollection<SessionId> Drafts => _scout.Sessions;

    private int StageSessions => _members.Values.Sum(m => m.Stage?.SessionCount ?? 0);

    public void Start() => _grid.Connect();

    /// <summary>Tells the grid and ends.</summary>
    public void Leave()
    {
        _grid.Leave();
        Kill(silent: false);
    }

    /// <summary>Works on until others have its places and sessions, at the latest until a deadline, as a node does on SIGTERM.</summary>
    public void Drain(TimeSpan until, Action drained)
    {
        if (Now >= until || !IsConnected || (_members.Count == 0 && _scout.SessionCount == 0))
            drained();
        else
            After(DrainPoll, () => Drain(until, drained));
    }

    /// <summary>Power cut or kill.</summary>
    public void Kill(bool silent)
    {
        _isAlive = false;
        _frozen.Clear();
        Host.Crash(silent);
    }

    /// <summary>Nothing of it moves until <see cref="Thaw"/>; its links stand.</summary>
    public void Freeze() => _isHung = true;

    public void Thaw()
    {
        _isHung = false;
        while (_isAlive && !_isHung && _frozen.TryDequeue(out var action))
            action();
    }

    /// <summary>Breaks one of its links, as a middlebox would; both ends hear of it.</summary>
    public void ResetGridLink() => _grid.Reset();

    /// <summary>Runs an action as this process: not after its end, and not while it hangs.</summary>
    public void Run(Action action)
    {
        if (!_isAlive)
            return;
        if (_isHung)
            _frozen.Enqueue(action);
        else
            action();
    }

    public void After(TimeSpan delay, Action action) => World.Kernel.Schedule(delay, () => Run(action));

    public void Send(NodeEvent report)
    {
        if (report is not NodeHeartbeat)
            World.Kernel.Note(report.GetType().Name, Id.Value);
        _grid.Send(report);
    }

    public void Send(Verdict verdict)
    {
        World.Kernel.Note("verdict", Id.Value, verdict.Start);
        World.Monitor.OnVerdictSent(Id, verdict);
        _grid.Send(verdict);
    }

    public NodeHeartbeat Beat() => new(SessionCount, _members.Values.Sum(m => m.QueueDepth) + _scout.QueueDepth, 0, Memory.Used, 0, 0, 0);

    public void Obey(NodeCommand command)
    {
        World.Kernel.Note(command.GetType().Name, Id.Value, command is LoadShard { Epoch: var epoch } ? epoch : 0);
        switch (command)
        {
            case LoadShard load:
                Load(World.Rules.Read(load));
                break;
            case UnloadShard unload:
                foreach (var role in Enum.GetValues<TriadRole>().Where(r => unload.Role is null || r == unload.Role))
                    Leave(unload.Triad, role);
                break;
            case LoadDraft load:
                _scout.Load(load.Model);
                break;
            case OpenSession open:
                World.Monitor.OnOpened(Id, open);
                if (!(At(open.Triad, TriadRole.Head) is { } head && head.Post(stage => stage.Open(open))))
                    Send(new SessionFault(open.Session, open.Epoch, $"this node does not serve {open.Triad} at present"));
                break;
            case OpenDraft open:
                _scout.Open(open);
                break;
            case CloseSession close:
                PostAll(stage => stage.Close(close.Session, null));
                _scout.Close(close.Session);
                break;
            case SetPlan plan:
                PostAll(stage => stage.SetPlan(plan));
                _scout.SetPlan(plan);
                break;
            case ResendVerdicts resend:
                if (!(At(resend.Triad, TriadRole.Tail) is { } tail && tail.Post(stage => stage.Resend(resend))))
                    Send(new SessionFault(resend.Session, resend.Epoch, $"this node does not serve {resend.Triad} at present"));
                break;
            default:
                throw new InvalidOperationException($"simulated nodes know no command {command.GetType().Name}");
        }
    }

    /// <summary>The grid is gone: it will open the sessions again.</summary>
    public void DropSessions()
    {
        PostAll(stage => stage.DropAll());
        _scout.DropSessions();
    }

    public void OnPeerMessage(PeerLink link, object message)
    {
        // A link that this process dialled as a scout brings verdicts and complaints for its drafts; all others belong to a stage.
        if (_scout.Owns(link))
            _scout.OnMessage(link, message);
        else if (_members.TryGetValue(link.Scope, out var member))
            member.Post(stage => stage.OnMessage(link, message));
    }

    public void OnPeerClosed(PeerLink link)
    {
        if (_scout.Owns(link))
            _scout.OnLinkLost(link);
        else if (_members.TryGetValue(link.Scope, out var member))
            member.OnClosed(link);
    }

    ISimPeer? ISimListener.Accept(SimLink link, object? greeting)
    {
        if (_isHung || greeting is not PeerHello hello || !_members.TryGetValue(hello.Scope, out var member) || member.Terms?.Admits(hello.Role, hello.Secret) != true)
            return null;
        var peer = new PeerLink(this, hello.From, hello.Role, hello.Scope);
        member.Accept(peer);
        return peer;
    }

    private StageMember? At(TriadId triad, TriadRole role) => _members.GetValueOrDefault(MemberTerms.ScopeOf(triad, role));

    private void Load(LoadShard command)
    {
        var scope = MemberTerms.ScopeOf(command.Triad, command.Role);
        if (!_members.TryGetValue(scope, out var member))
            _members[scope] = member = new StageMember(this);
        // A triad that forms anew gives its places anew: what the node had in an older epoch and has no more is freed.
        foreach (var role in Enum.GetValues<TriadRole>())
        {
            if (!command.Continues && role != command.Role && At(command.Triad, role)?.Terms is { } former && former.Epoch < command.Epoch)
                Leave(command.Triad, role);
        }

        member.Load(command);
    }

    private void Leave(TriadId triad, TriadRole role)
    {
        if (_members.Remove(MemberTerms.ScopeOf(triad, role), out var member))
            member.Unload();
    }

    private void PostAll(Action<Stage> action)
    {
        foreach (var member in _members.Values)
            member.Post(action);
    }
}
