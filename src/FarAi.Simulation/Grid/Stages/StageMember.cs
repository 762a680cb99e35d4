using FarAi.Core.Nodes;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>A machine's place in one triad over all epochs: terms, shard and links.</summary>
internal sealed class StageMember(NodeProcess process)
{
    private readonly List<PeerLink> _accepted = [];
    private PeerLink? _next;
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
        if (Terms?.Epoch == command.Epoch)
        {
            // The same again changes nothing: peers may have linked already.
            if (_next is { IsOpen: true })
                Ready(command);
            else if (_stage is not null)
                Link(Terms);
            return;
        }

        var terms = new MemberTerms(command);
        Terms = terms;
        Retire("a newer epoch");
        if (Prepare(command) is { } refusal)
        {
            Fail(command, refusal);
            return;
        }

        process.After(_shard!.ReadyAt - process.Now, () => Begin(terms));
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
        link.Terms = Terms;
        _accepted.Add(link);
    }

    /// <summary>A link closed from the other side.</summary>
    public void OnClosed(PeerLink link)
    {
        var isNext = _next == link;
        if (isNext)
            _next = null;
        var wasAccepted = _accepted.Remove(link);
        if (isNext || (wasAccepted && link.Terms is { } terms && terms == Terms))
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

    private string? Prepare(LoadShard command)
    {
        if (process.World.ModelOf(command.Model) is not { } model)
            return $"{command.Model.Directory} holds another release than the grid serves";
        if (_shard is { } held && held.Layers == command.Layers && held.Model == model)
            return null;
        Free();
        var bytes = ShardPlanner.BytesOf(model.Served.Shape, command.Layers);
        if (!process.Memory.TryReserve(bytes))
            return $"{bytes} bytes of weights exceed what is left of this machine's memory";
        _shard = new LoadedShard(model, command.Layers, new ComputeQueue(process), process.Now + HardwareProfile.Load(bytes));
        return null;
    }

    private void Begin(MemberTerms terms)
    {
        if (Terms != terms || _shard is not { } shard)
            return;
        Stage stage = terms.Command.Role switch
        {
            TriadRole.Head => new HeadStage(process, terms, shard),
            TriadRole.Middle => new MiddleStage(process, terms, shard),
            _ => new TailStage(process, terms, shard),
        };
        _stage = stage;
        shard.Queue.Post(() => shard.Queue.Install(stage));
        Link(terms);
    }

    private void Link(MemberTerms terms)
    {
        var command = terms.Command;
        var attempt = ++_attempt; // a newer attempt replaces the one under way
        PeerDialer.Dial(
            process, command.Next, PeerRole.Member, command.Triad.Value, command.MemberKey, link => OnLinked(terms, link),
            reason =>
            {
                if (Terms == terms && attempt == _attempt)
                    Fail(command, $"no link to the next member {command.Next.Node.Brief}: {reason}");
            },
            () => Terms == terms && attempt == _attempt);
    }

    private void OnLinked(MemberTerms terms, PeerLink link)
    {
        if (Terms != terms || _stage is not { } stage)
        {
            link.Close("the epoch is over");
            return;
        }

        _next?.Close("another link took its place");
        _next = link;
        _shard!.Queue.Post(() => stage.Next = link);
        Ready(terms.Command);
    }

    private void Ready(LoadShard command) => process.Send(new ShardReady(command.Triad, command.Epoch, command.Role));

    private void Fail(LoadShard command, string reason) => process.Send(new ShardFailed(command.Triad, command.Epoch, reason));

    private void Retire(string reason)
    {
        if (_stage is { } stage)
            _shard?.Queue.Post(stage.DropAll);
        _stage = null;
        foreach (var link in _accepted)
        {
            link.Terms = null;
            link.Close(reason);
        }

        _accepted.Clear();
        _next?.Close(reason);
        _next = null;
    }

    private void Free()
    {
        if (_shard is not null)
            process.Memory.Release(_shard.Bytes);
        _shard = null;
    }
}
