using System.Collections.Concurrent;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Inference;
using FarAi.Link;
using FarAi.Node.Compute;
using FarAi.Node.Grid;
using FarAi.Node.Peers;
using FarAi.Node.Stages;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Drafting;

/// <summary>The draft models of a scout: takes the grid's commands and the tails' verdicts to the model's thread.</summary>
internal sealed partial class DraftService : ILinkHandler, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LoadedDraft> _drafts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SessionId, LoadedDraft> _sessions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly NodeOptions _options;
    private readonly IGridChannel _grid;
    private readonly MemoryBudget _memory;
    private readonly NodeInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ScoutLinks _links;

    public DraftService(
        NodeOptions options, IGridChannel grid, PeerDialer dialer, MemoryBudget memory, NodeInstruments instruments, TimeProvider time, ILogger logger)
    {
        (_options, _grid, _memory, _instruments, _time, _logger) = (options, grid, memory, instruments, time, logger);
        _links = new ScoutLinks(dialer, this);
    }

    /// <summary>Sessions that are drafted for.</summary>
    public int SessionCount => _drafts.Values.Sum(d => d.Worker.SessionCount);

    /// <summary>Bytes of caches.</summary>
    public long CacheBytes => _drafts.Values.Sum(d => d.Worker.CacheBytes);

    /// <summary>Messages that wait for compute.</summary>
    public int QueueDepth => _drafts.Values.Sum(d => d.Loop.Depth);

    /// <summary>Loads a draft model and says so; one that is loaded already is kept.</summary>
    public void Load(ModelSource source) => _ = Task.Run(() => LoadAsync(source));

    /// <summary>Drafts for a session.</summary>
    public void Open(OpenDraft command)
    {
        if (!_drafts.TryGetValue(command.Draft.Model, out var draft) || draft.Model.Digest != command.Draft.Digest)
        {
            _grid.Send(new SessionFault(command.Session, command.Epoch, $"the draft model {command.Draft.Model} is not loaded here"));
            return;
        }

        _sessions[command.Session] = draft;
        draft.Loop.Post(() => draft.Worker.Open(command));
        _ = Task.Run(() => LinkAsync(draft, command));
    }

    /// <summary>Stops drafting for a session.</summary>
    public void Close(SessionId session)
    {
        if (_sessions.TryRemove(session, out var draft))
            draft.Loop.Post(() => draft.Worker.Close(session));
    }

    /// <summary>Changes a session's plan.</summary>
    public void SetPlan(SetPlan command)
    {
        if (_sessions.TryGetValue(command.Session, out var draft))
            draft.Loop.Post(() => draft.Worker.SetPlan(command));
    }

    /// <summary>The grid is gone: it will open the sessions again. The models stay.</summary>
    public void DropSessions()
    {
        _sessions.Clear();
        foreach (var draft in _drafts.Values)
            draft.Loop.Post(draft.Worker.DropAll);
    }

    /// <inheritdoc/>
    public void OnFrame(LinkConnection link, in Frame frame)
    {
        var session = frame.Session;
        if (frame.Kind == FrameKind.Verdict)
        {
            if (!VerdictPayload.TryRead(frame.Payload.Span, session, out var verdict))
                throw new LinkException(LinkError.Malformed, "not a verdict");
            if (!_sessions.TryGetValue(session, out var draft))
                return;
            if (verdict.Tokens.Any(t => (uint)t >= (uint)draft.Model.Config.VocabularySize))
                throw new LinkException(LinkError.Malformed, "a verdict's token is outside the draft model's vocabulary");
            if (verdict.Finish != Core.Speculation.FinishReason.None)
                _sessions.TryRemove(session, out _);
            draft.Loop.Post(() => draft.Worker.OnVerdict(link, verdict));
        }
        else if (frame.Kind == FrameKind.PeerFault && _sessions.TryGetValue(session, out var draft))
        {
            var reason = ControlPayload.TryRead(frame.Payload.Span, out PeerFault? fault) ? fault.Reason : "a peer refused the session";
            draft.Loop.Post(() => draft.Worker.OnPeerFault(link, session, reason));
        }
        else if (frame.Kind == FrameKind.CloseSession)
        {
            Close(session);
        }
    }

    /// <inheritdoc/>
    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
        foreach (var draft in _drafts.Values)
            draft.Loop.Post(() => draft.Worker.OnLinkLost(link));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _links.CloseAsync("the node leaves");
        await _loading.WaitAsync();
        foreach (var draft in _drafts.Values)
            draft.Dispose();
        _drafts.Clear();
        _loading.Dispose();
        _stopping.Dispose();
    }

    private async Task LoadAsync(ModelSource source)
    {
        await _loading.WaitAsync();
        try
        {
            if (_drafts.TryGetValue(source.Model, out var present) && present.Model.Digest == source.Digest)
            {
                _grid.Send(new DraftReady(source.Model));
                return;
            }

            var (model, refusal) = ShardLoader.Load(source, layers: null, role: null, _memory);
            if (model is null)
            {
                LogFailed(source.Model, refusal);
                _grid.Send(new DraftFailed(source.Model, refusal!));
                return;
            }

            Install(source, model);
            LogReady(source.Model);
            _grid.Send(new DraftReady(source.Model));
        }
        finally
        {
            _loading.Release();
        }
    }

    private void Install(ModelSource source, LlamaShard model)
    {
        var errors = new DraftErrors(_options.DraftErrorRate, _options.DraftErrorSeed, model.Config.VocabularySize);
        var worker = new DraftWorker(model, errors, id => _sessions.TryRemove(id, out _), _grid, _memory, _instruments, _time, _logger);
        var draft = new LoadedDraft(model, worker, new ComputeLoop($"draft {source.Model}", _time, _logger), _memory);
        draft.Loop.Post(() => draft.Loop.Install(worker));
        if (_drafts.TryRemove(source.Model, out var former))
            former.Dispose();
        _drafts[source.Model] = draft;
    }

    private async Task LinkAsync(LoadedDraft draft, OpenDraft command)
    {
        try
        {
            var tail = _links.GetAsync(command, TriadRole.Tail, _stopping.Token);
            var head = await _links.GetAsync(command, TriadRole.Head, _stopping.Token);
            var both = (Head: head, Tail: await tail);
            draft.Loop.Post(() => draft.Worker.Attach(command, both.Head, both.Tail));
        }
        catch (LinkException exception)
        {
            draft.Loop.Post(() => draft.Worker.Fault(command.Session, command.Epoch, $"no link to the triad: {exception.Message}"));
        }
        catch (OperationCanceledException)
        {
            // The node leaves.
        }
    }

    [LoggerMessage(LogLevel.Information, "the draft model {Model} is ready")]
    private partial void LogReady(string model);

    [LoggerMessage(LogLevel.Warning, "the draft model {Model} can't be loaded: {Reason}")]
    private partial void LogFailed(string model, string? reason);
}
