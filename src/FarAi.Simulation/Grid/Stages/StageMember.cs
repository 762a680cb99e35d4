using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>A place that a machine has in one triad, as its member or as its mirror, over all epochs: terms, shard and links.</summary>
internal sealed class StageMember(NodeProcess process)
{
    private readonly List<PeerLink> _accepted = [];
    private PeerLink? _next;
    private PeerLink? _previous; // at a mirror: to the member before its place
    private MemberTerms? _renewed; // the terms under which the stage works by now
    private Stage? _stage;
    private LoadedShard? _shard;
    private int _attempt;

    /// <summary>The epoch that is obeyed.</summary>
    public MemberTerms? Terms { get; private set; }

    public Stage? Stage => _stage;

    public int QueueDepth => _shard?.Queue.Depth ?? 0;

    /// <summary>Takes a newer epoch, or the same again; answers an older one with a failure.</summary>
    public void Load(LoadShard command)
    {
        if (Terms is { } present && !process.World.Rules.Obeys(present.Epoch, command.Epoch))
        {
            Fail(command, $"epoch {command.Epoch} is older than epoch {present.Epoch}, which this node obeys");
            return;
        }

        process.World.Monitor.OnObeyed(process.Id, command);
        if (Terms?.Epoch != command.Epoch)
            Agree(command);
        var (terms, attempt) = (Terms!, ++_attempt); // a newer order replaces the one under way
        if (_stage is not null)
            LinkNext(command, terms, attempt);
        else if (Prepare(command) is { } refusal)
            Fail(command, refusal);
        else
            process.After(_shard!.ReadyAt - process.Now, () => Begin(command, terms, attempt));
    }

    /// <summary>Leaves the triad.</summary>
    public void Unload()
    {
        Terms = null;
        Retire("the node left the triad");
        Free();
    }

    /// <summary>A peer called.</summary>
    public void Accept(PeerLink link)
    {
        link.Renew(Terms);
        _accepted.Add(link);
        if (link.Role == PeerRole.Mirror)
            Post(stage => stage.AttachMirror(link));
    }

    /// <summary>A link closed from the other side.</summary>
    public void OnClosed(PeerLink link)
    {
        var isOurs = _next == link || _previous == link;
        if (_next == link)
            _next = null;
        if (_previous == link)
            _previous = null;
        var isAccepted = _accepted.Remove(link) && link.Terms is { } terms && terms == Terms && (link.HasSpoken || link.Role != PeerRole.Member);
        if (isOurs || isAccepted)
            Post(stage => stage.OnLinkLost(link));
    }

    /// <summary>Runs an action on the compute thread with the present stage; false where there is none.</summary>
    public bool Post(Action<Stage> action)
    {
        if (_stage is not { } stage || _shard is not { } shard)
            return false;
        process.World.Monitor.OnQueued(process.Id, shard.Queue.Depth);
        return shard.Queue.Post(() => action(stage));
    }

    private void Agree(LoadShard command)
    {
        Terms = new MemberTerms(command);
        if (!command.Continues || _stage is null || !Holds(command))
            Retire("a newer epoch");
        // A lost member's link may close only now: a link counts again once it speaks in this epoch.
        foreach (var link in _accepted)
            link.Renew(Terms);
    }

    private bool Holds(LoadShard command) => _shard is { } held && held.Layers == command.Layers && held.Model == process.World.ModelOf(command.Model);

    private string? Prepare(LoadShard command)
    {
        if (process.World.ModelOf(command.Model) is not { } model)
            return $"{command.Model.Directory} holds another release than the grid serves";
        if (Holds(command))
            return null;
        Free();
        var bytes = ShardPlanner.BytesOf(model.Served.Shape, command.Layers);
        if (!process.Memory.TryReserve(bytes))
            return $"{bytes} bytes of weights exceed what is left of this machine's memory";
        _shard = new LoadedShard(model, command.Layers, new ComputeQueue(process), process.Now + HardwareProfile.Load(bytes));
        return null;
    }

    private void Begin(LoadShard command, MemberTerms terms, int attempt)
    {
        if (!IsWanted(terms, attempt) || _shard is not { } shard)
            return;
        Stage stage = terms.Role switch
        {
            TriadRole.Head => new HeadStage(process, terms, shard),
            TriadRole.Middle => new MiddleStage(process, terms, shard),
            _ => new TailStage(process, terms, shard),
        };
        _stage = stage;
        shard.Queue.Post(() => shard.Queue.Install(stage));
        LinkNext(command, terms, attempt);
    }

    private bool IsWanted(MemberTerms terms, int attempt) => Terms == terms && _attempt == attempt;

    private void LinkNext(LoadShard command, MemberTerms terms, int attempt)
    {
        // The present link, or the one over which a promoted mirror has followed this place.
        var next = _next is { IsOpen: true } present && present.Peer == command.Next.Node
            ? present
            : _accepted.Find(l => l is { Role: PeerRole.Mirror, IsOpen: true } && l.Peer == command.Next.Node);
        if (next is not null)
            OnNext(command, terms, attempt, next);
        else
            Dial(command, terms, attempt, PeerRole.Member, command.Next, 1, link => OnNext(command, terms, attempt, link));
    }

    private void OnNext(LoadShard command, MemberTerms terms, int attempt, PeerLink link)
    {
        if (!IsWanted(terms, attempt) || _stage is not { } stage)
        {
            link.Close("the epoch is over");
            return;
        }

        if (_next != link || _renewed != terms)
        {
            (_next, _renewed) = (link, terms);
            _shard!.Queue.Post(() => stage.Renew(terms, link));
        }

        if (command.Mirrors is not { } followed)
            Ready(command);
        else if (_previous is { IsOpen: true } previous && previous.Peer == followed.Node)
            Post(stage => stage.OnceFollowing(anew: false, () => Ready(command)));
        else
            Dial(command, terms, attempt, PeerRole.Mirror, followed, 2, link => OnPrevious(command, terms, attempt, link));
    }

    private void OnPrevious(LoadShard command, MemberTerms terms, int attempt, PeerLink link)
    {
        if (!IsWanted(terms, attempt))
        {
            link.Close("the epoch is over");
            return;
        }

        _previous?.Close("the mirror follows another member");
        _previous = link;
        Post(stage => stage.OnceFollowing(anew: true, () => Ready(command)));
    }

    private void Dial(LoadShard command, MemberTerms terms, int attempt, PeerRole role, PeerAddress peer, int places, Action<PeerLink> linked) => PeerDialer.Dial(
        process, peer, role, MemberTerms.ScopeOf(terms.Triad, terms.Role), MemberTerms.ScopeOf(terms.Triad, (TriadRole)(((int)terms.Role + places) % 3)),
        terms.MemberKey, linked,
        reason =>
        {
            if (IsWanted(terms, attempt))
                Fail(command, $"no link to {peer.Node.Brief}: {reason}");
        },
        () => IsWanted(terms, attempt));

    private void Ready(LoadShard command) => process.Send(new ShardReady(command.Triad, command.Epoch, command.Role));

    private void Fail(LoadShard command, string reason) => process.Send(command.Mirrors is null
        ? new ShardFailed(command.Triad, command.Epoch, reason)
        : new MirrorLost(command.Triad, command.Epoch, command.Role, reason));

    private void Retire(string reason)
    {
        if (_stage is { } stage)
            _shard?.Queue.Post(stage.Abandon);
        _stage = null;
        foreach (var link in _accepted)
        {
            link.Renew(null);
            link.Close(reason);
        }

        _accepted.Clear();
        _next?.Close(reason);
        _previous?.Close(reason);
        (_next, _previous) = (null, null);
    }

    private void Free()
    {
        if (_shard is not null)
            process.Memory.Release(_shard.Bytes);
        _shard = null;
    }
}
