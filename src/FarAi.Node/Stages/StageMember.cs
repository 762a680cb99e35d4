using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Inference;
using FarAi.Link;
using FarAi.Node.Compute;

namespace FarAi.Node.Stages;

/// <summary>A place that a node has in one triad, as its member or as its mirror, over all epochs: terms, shard, compute thread and links. Safe to use from several threads.</summary>
internal sealed class StageMember : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<LinkConnection> _accepted = [];
    private StageTerms? _terms;
    private volatile Stage? _stage;
    private LinkConnection? _next;
    private LinkConnection? _previous;
    private StageTerms? _renewed; // the terms under which the stage works by now
    private CancellationTokenSource _loading = new();
    private Task _work = Task.CompletedTask;

    /// <summary>The epoch that is obeyed.</summary>
    public StageTerms? Terms => Volatile.Read(ref _terms);

    /// <summary>The present epoch's sessions; null while the shard loads.</summary>
    public Stage? Stage => _stage;

    /// <summary>The link to a node that is the next member now, if it stands: the present one, or the one over which a promoted mirror has followed this place, or was ready to.</summary>
    public LinkConnection? NextTo(NodeId node)
    {
        lock (_gate)
        {
            return _next is { IsOpen: true } next && next.Peer == node
                ? next
                : _accepted.FirstOrDefault(l => l is { Role: LinkRole.Mirror or LinkRole.Standby, IsOpen: true } && l.Peer == node);
        }
    }

    /// <summary>At a mirror: whether the link to the member before its place stands.</summary>
    public bool Follows(NodeId node)
    {
        lock (_gate)
            return _previous is { IsOpen: true } previous && previous.Peer == node;
    }

    /// <summary>The shard, where one is loaded. Only the loading chain writes it.</summary>
    public LoadedShard? Shard { get; set; }

    /// <summary>
    /// Takes a newer epoch; false for an older one. Links of the former epoch are closed, except where its sessions go on. The same epoch
    /// again (the grid can't know whether the node heard it before) changes nothing: peers may have linked already.
    /// </summary>
    /// <param name="terms">The epoch's terms.</param>
    /// <param name="continues">Whether sessions go on, as far as the place has any.</param>
    public bool TryAgree(StageTerms terms, bool continues)
    {
        lock (_gate)
        {
            if (_terms is { } present && present.Epoch > terms.Epoch)
                return false;
            if (_terms?.Epoch == terms.Epoch)
                return true;
            Volatile.Write(ref _terms, terms);
            if (!continues || _stage is null)
                Retire("a newer epoch");
            // A lost member's link may close only now: a link counts again once it speaks in this epoch.
            foreach (var link in _accepted)
                ((AcceptedLink)link.State!).Renew(terms);
            return true;
        }
    }

    /// <summary>Runs a piece of work after all earlier ones; the one under way is cancelled.</summary>
    public void Chain(Func<CancellationToken, Task> work)
    {
        lock (_gate)
        {
            if (_terms is null)
                return;
            _loading.Cancel();
            _loading.Dispose();
            _loading = new CancellationTokenSource();
            _work = RunAsync(_work, work, _loading.Token);
        }
    }

    /// <summary>A stage is ready to take links' frames.</summary>
    public void Begin(Stage stage, StageTerms terms)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_terms, terms))
                return;
            _stage = stage;
            if (Shard?.Loop is not { } loop)
                return;
            loop.Post(() => loop.Install(stage));
            foreach (var link in _accepted.Where(l => l.Role == LinkRole.Mirror)) // they came while the shard was loading
                loop.Post(() => stage.AttachMirror(link));
        }
    }

    /// <summary>The link to the next member stands. False where the epoch is over by now.</summary>
    public bool TrySetNext(LinkConnection link, StageTerms terms)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_terms, terms) || _stage is not { } stage || !link.IsOpen)
                return false;
            if (ReferenceEquals(_next, link) && ReferenceEquals(_renewed, terms))
                return true; // a repeated order
            (_next, _renewed) = (link, terms);
            return Shard?.Loop.Post(() => stage.Renew(terms, link)) ?? false;
        }
    }

    /// <summary>A mirror's link to the member before its place stands.</summary>
    public bool TrySetPrevious(LinkConnection link, StageTerms terms)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_terms, terms) || !link.IsOpen)
                return false;
            _ = _previous?.CloseAsync(null, "the mirror follows another member");
            _previous = link;
            return true;
        }
    }

    /// <summary>A peer dialled in.</summary>
    public void Accept(LinkConnection link)
    {
        lock (_gate)
        {
            link.State = new AcceptedLink { Terms = _terms };
            _accepted.Add(link);
        }

        if (link.Role == LinkRole.Mirror)
            Post(stage => stage.AttachMirror(link));
    }

    /// <summary>A link closed. True where it belonged to the present epoch, so that the closing is news.</summary>
    public bool Forget(LinkConnection link)
    {
        lock (_gate)
        {
            var isOurs = ReferenceEquals(_next, link) || ReferenceEquals(_previous, link);
            if (ReferenceEquals(_next, link))
                _next = null;
            if (ReferenceEquals(_previous, link))
                _previous = null;
            var isAccepted = _accepted.Remove(link) && link.State is AcceptedLink state && ReferenceEquals(state.Terms, _terms) && (state.HasSpoken || link.Role != LinkRole.Member);
            return isOurs || isAccepted;
        }
    }

    /// <summary>Runs an action on the compute thread with the present stage; false where there is none or the node is overloaded.</summary>
    public bool Post(Action<Stage> action) =>
        _stage is { } stage && Shard is { } shard && shard.Loop.Post(() => action(stage));

    /// <summary>Leaves the triad: links, sessions and, after them, the shard go.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            Volatile.Write(ref _terms, null);
            Retire("the node left the triad");
            _loading.Cancel();
            _loading.Dispose();
            _work = RunAsync(_work, _ => Task.Run(Unload, CancellationToken.None), CancellationToken.None);
            return new ValueTask(_work);
        }
    }

    /// <summary>Frees the shard. Only from the loading chain.</summary>
    public void Unload()
    {
        Shard?.Dispose();
        Shard = null;
    }

    /// <summary>Whether the loaded shard is the wanted one.</summary>
    public bool Holds(ModelSource model, LayerRange layers) =>
        Shard is { } shard && shard.Shard.Layers == layers && shard.Shard.Digest == model.Digest;

    private void Retire(string reason)
    {
        if (_stage is { } stage)
            Shard?.Loop.Post(stage.Abandon);
        _stage = null;
        foreach (var link in _accepted)
        {
            ((AcceptedLink)link.State!).Terms = null;
            _ = link.CloseAsync(LinkError.Superseded, reason);
        }

        _accepted.Clear();
        var (next, previous) = (_next, _previous);
        (_next, _previous) = (null, null);
        _ = next?.CloseAsync(LinkError.Superseded, reason);
        _ = previous?.CloseAsync(LinkError.Superseded, reason);
    }

    private static async Task RunAsync(Task before, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await before;
        try
        {
            await work(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // A newer command took its place.
        }
    }
}
