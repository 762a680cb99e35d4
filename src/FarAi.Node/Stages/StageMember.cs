using FarAi.Core.Models;
using FarAi.Inference;
using FarAi.Link;
using FarAi.Node.Compute;

namespace FarAi.Node.Stages;

/// <summary>A node's place in one triad over all epochs: terms, shard, compute thread and links. Safe to use from several threads.</summary>
internal sealed class StageMember : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<LinkConnection> _accepted = [];
    private StageTerms? _terms;
    private volatile Stage? _stage;
    private LinkConnection? _next;
    private CancellationTokenSource _loading = new();
    private Task _work = Task.CompletedTask;

    /// <summary>The epoch that is obeyed.</summary>
    public StageTerms? Terms => Volatile.Read(ref _terms);

    /// <summary>The present epoch's sessions; null while the shard loads.</summary>
    public Stage? Stage => _stage;

    /// <summary>Whether the link to the next member stands.</summary>
    public bool IsLinked
    {
        get
        {
            lock (_gate)
                return _next is { IsOpen: true };
        }
    }

    /// <summary>The shard, where one is loaded. Only the loading chain writes it.</summary>
    public LoadedShard? Shard { get; set; }

    /// <summary>
    /// Takes a newer epoch; false for an older one. Links of the former epoch are closed. The same epoch again (the grid can't know
    /// whether the node heard it before) changes nothing: peers may have linked already.
    /// </summary>
    public bool TryAgree(StageTerms terms)
    {
        lock (_gate)
        {
            if (_terms is { } present && present.Epoch > terms.Epoch)
                return false;
            if (_terms?.Epoch == terms.Epoch)
                return true;
            Volatile.Write(ref _terms, terms);
            Retire("a newer epoch");
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
            if (Shard?.Loop is { } loop)
                loop.Post(() => loop.Install(stage));
        }
    }

    /// <summary>The link to the next member stands. False where the epoch is over by now.</summary>
    public bool TrySetNext(LinkConnection link, StageTerms terms)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_terms, terms) || _stage is not { } stage || !link.IsOpen)
                return false;
            _next = link;
            return Shard?.Loop.Post(() => stage.Next = link) ?? false;
        }
    }

    /// <summary>A peer dialled in.</summary>
    public void Accept(LinkConnection link)
    {
        lock (_gate)
        {
            link.State = _terms;
            _accepted.Add(link);
        }
    }

    /// <summary>A link closed. True where it belonged to the present epoch, so that the closing is news.</summary>
    public bool Forget(LinkConnection link)
    {
        lock (_gate)
        {
            var isNext = ReferenceEquals(_next, link);
            if (isNext)
                _next = null;
            return isNext || (_accepted.Remove(link) && ReferenceEquals(link.State, _terms));
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
            Shard?.Loop.Post(stage.DropAll);
        _stage = null;
        foreach (var link in _accepted)
        {
            link.State = null;
            _ = link.CloseAsync(LinkError.Superseded, reason);
        }

        _accepted.Clear();
        var next = _next;
        _next = null;
        _ = next?.CloseAsync(LinkError.Superseded, reason);
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
