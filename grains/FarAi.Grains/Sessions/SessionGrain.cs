using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Triads;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Grains.Sessions;

/// <summary>
/// One generation. Drafts and verdicts travel between nodes without it; it commits what the tail decides, plans how far to
/// speculate, and moves the session when a node is lost. Tokens are bound to (seed, position), so whatever was computed
/// but not stored comes out the same again.
/// </summary>
[GrainType("session")]
public sealed partial class SessionGrain(
    [PersistentState("session", GrainsServiceCollectionExtensions.Storage)] IPersistentState<SessionState> store,
    ModelCatalog catalog,
    CommitRule commits,
    TimeProvider time,
    IOptions<GrainsOptions> options,
    Core.Events.IEventRecorder events,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private ServedModel _model = null!;
    private SessionLog _log = null!;
    private SessionNeighbours _around = null!;
    private StallWatch _stalls = null!;
    private SessionOutput? _output;
    private SessionRoute? _route;
    private SessionStart? _start;
    private AdaptiveSpeculation _speculation = null!;
    private DateTimeOffset? _homeless; // since when no triad works on it
    private WriteBehind<SessionState>? _writer;
    private IGrainTimer? _recovery;
    private IGrainTimer? _erasure;
    private int _stored;
    private bool _routeSoon;
    private bool _opened;

    private SessionRequest Request => store.State.Request!;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (store.State.Ended is not null && Kept() == TimeSpan.Zero)
            await store.ClearStateAsync(cancellationToken);
        if (!store.RecordExists || store.State.Request is not { } request || catalog.Find(request.Model) is not { } model)
            return;
        Restore(request, model);
        if (_output!.Ended)
            this.RegisterGrainTimer(Depart, TimeSpan.Zero, Timeout.InfiniteTimeSpan); // the former activation may not have come so far
        else if (_route is null)
            RecoverIn(TimeSpan.Zero);
        else
            this.RegisterGrainTimer(GoOn, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public async Task<SessionStart> Start(SessionRequest request)
    {
        if (_start is not null)
            return _start;
        if (_output is null)
        {
            if (catalog.Find(request.Model) is not { } model)
                return SessionStart.Refused($"this grid does not serve '{request.Model}'", TimeSpan.Zero);
            store.State.Request = request;
            await store.WriteStateAsync();
            Restore(request, model);
        }

        // A session whose silo died finds its route in the store, or looks for one as a new one does.
        var until = time.GetUtcNow() + options.Value.StartPatience;
        while (_route is null)
        {
            var refusal = await FindRoute();
            if (refusal is null)
                await Open();
            else if (_routeSoon && time.GetUtcNow() < until)
                await Task.Delay(options.Value.KeepAlive, time);
            else
                return await Refuse(refusal);
        }

        return _start = SessionStart.Running(_route.Triad.Triad, _route.Triad.Epoch, _route.Scout?.Node);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SessionChunk> Read(int from, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return _output?.Read(from, options.Value.KeepAlive, time, cancellationToken)
            ?? throw new InvalidOperationException($"session {this.GetPrimaryKeyString()} does not exist, or its output was erased after {options.Value.Retention}");
    }

    /// <inheritdoc/>
    public Task OnVerdict(NodeId sender, Verdict verdict)
    {
        if (_output is not { Ended: false } output || _route is null || !commits.Obeys(_route.Triad, sender, verdict) || _log.Commit(verdict) == 0)
            return Task.CompletedTask;
        OnProgress();
        var stopped = false;
        for (var i = output.Count; i < _log.Count && !stopped; i++)
            stopped = output.Add(_log[i]);
        if (stopped || _log.Finish != FinishReason.None)
        {
            output.End(stopped ? FinishReason.Stop : _log.Finish, null, Usage());
            this.RegisterGrainTimer(Close, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        else
        {
            Replan(verdict);
        }

        output.Publish();
        StoreSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnFault(NodeId sender, long epoch, string reason)
    {
        if (_output is not { Ended: false } || _route is null)
            return;
        if (sender == _route.Scout?.Node)
        {
            await OnScoutLost(sender); // its drafting ended, no more
            return;
        }

        if (!_route.MayFault(sender, epoch))
            return;
        OnNodesLost(reason);
        var view = await _around.Attach(_route.Triad.Triad);
        // The same epoch may serve again (a cache was lost), but give a broken one time to change first.
        RecoverIn(view is null || view.Epoch == epoch ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public async Task OnScoutLost(NodeId scout)
    {
        if (_output is not { Ended: false } || _route?.Scout?.Node != scout)
            return;
        var next = await _around.ReplaceScout(scout);
        if (_route is null)
            return;
        _route = _route with { Scout = next?.Address };
        LogScout(Request.Session, scout, next?.Address.Node.Brief ?? "none");
        await OpenScout();
    }

    /// <inheritdoc/>
    public Task<SessionView> GetView() => Task.FromResult(
        new SessionView(_output is null ? null : Request, _output?.From(0), _output is null ? null : Usage(), store.State.Readers, options.Value.Retention));

    /// <inheritdoc/>
    public async Task<SessionView> Resume()
    {
        if (_output is null)
            return await GetView();
        store.State.Readers++;
        if (_output.Reopen())
        {
            _erasure?.Dispose();
            (_route, _homeless, store.State.Ended) = (null, null, null);
            RecoverIn(TimeSpan.Zero);
        }

        await _writer!.WriteAsync();
        return await GetView();
    }

    /// <inheritdoc/>
    public Task Leave(int reader) => reader == store.State.Readers ? Cancel() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task Cancel() => End(FinishReason.Cancelled, null);

    private void Restore(SessionRequest request, ServedModel model)
    {
        _model = model;
        _log = store.State.ToLog(request.Prompt);
        _output = new SessionOutput(request, model.Tokenizer);
        _around = new SessionNeighbours(GrainFactory, request.Session, request.Region, time, logger);
        _stalls = new StallWatch(options.Value.StallTimeout);
        _stored = store.State.Tokens.Count;
        if (store.State.Triad is { } triad)
            (_route, _opened) = (new SessionRoute(triad, store.State.Scout), true);
        _speculation = new AdaptiveSpeculation(request.Gamma, store.State.Plan, store.State.Estimate);
        _writer = new WriteBehind<SessionState>(this, store, Snapshot, logger);
        _recovery = this.RegisterGrainTimer(Recover, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var token in store.State.Tokens)
            _output.Add(token);
        this.RegisterGrainTimer(Pulse, new GrainTimerCreationOptions { DueTime = options.Value.KeepAlive, Period = options.Value.KeepAlive, Interleave = true });
        this.RegisterGrainTimer(Refresh, options.Value.Heartbeat, options.Value.Heartbeat);
        if (store.State.Finish == FinishReason.None && store.State.Error is null)
            return;
        _output.End(store.State.Finish, store.State.Error, Usage());
        EraseLater();
    }

    /// <summary>
    /// The triad that the session had, where it can go on: the region need not be asked, which may be moving too.
    /// </summary>
    private async Task<bool> Rejoin()
    {
        if (_route is not { } route || await _around.Attach(route.Triad.Triad) is not { Phase: TriadPhase.Ready } view)
            return false;
        _route = route with { Triad = view };
        return true;
    }

    /// <summary>Asks the region; null where there is a route now, else why there is none.</summary>
    private async Task<string?> FindRoute()
    {
        var decision = await _around.Route(new RouteRequest(Request.Session, Request.Model, Request.Gamma == 0 ? null : _model.Draft?.Model));
        _routeSoon = decision?.Triad is not null || decision?.Soon != false;
        if (decision?.Triad is not { } triad)
            return decision is null ? "its region does not answer" : decision.Refusal;
        if (await _around.Attach(triad.Triad) is not { } view)
            return "the triad does not answer";
        if (view.Phase != TriadPhase.Ready)
        {
            _routeSoon = view.Phase == TriadPhase.Forming;
            return view.Problem ?? "the triad is not ready";
        }

        if (_route is { } old && old.Triad.Triad != triad.Triad)
            await _around.Detach(old.Triad.Triad);
        _route = new SessionRoute(view, decision.Scout?.Address);
        _speculation.OnRouted(decision.Hint);
        return null;
    }

    private async Task Open()
    {
        OnOpened();
        (_homeless, _opened) = (null, true);
        _writer!.Schedule(options.Value.WriteBehind); // the route, for an activation after this one
        if (!await _around.Send(_route!.OpenHead(Request, _model, _log.All(), _speculation.Plan), _route.Triad.Head))
            RecoverIn(TimeSpan.FromMilliseconds(250));
        await OpenScout();
    }

    /// <summary>A scout follows the session only while the plan wants drafts: following costs it, and whoever shares its machine, compute.</summary>
    private async Task OpenScout()
    {
        if (_speculation.Plan is { Gamma: > 0 } plan && _route?.OpenScout(Request, _model, _log.All(), plan) is { } open && !await _around.Send(open, _route.Scout))
            _route = _route with { Scout = null };
    }

    private void RecoverIn(TimeSpan delay)
    {
        _homeless ??= time.GetUtcNow();
        _recovery!.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private async Task Recover()
    {
        if (_output is not { Ended: false } || _homeless is not { } since)
            return;
        var waited = time.GetUtcNow() - since;
        // The next look is arranged before this one, which may fail: nothing else would wake the session again.
        RecoverIn(SearchPause.After(waited));
        var refusal = await Rejoin() ? null : await FindRoute();
        if (refusal is null)
            await Open();
        else if (waited >= options.Value.RecoveryTimeout)
            await End(FinishReason.None, $"No triad could go on with this generation: {refusal}. The {_output.Count} tokens so far are kept, and the generation goes on when its client resumes it.");
    }

    /// <summary>
    /// Finds tokens that were lost on their way. Interleaves: it awaits nothing, and what it finds is done in a turn of its own.
    /// </summary>
    private Task Pulse()
    {
        if (_output is not { Ended: false } || _route is null || _homeless is not null)
            return Task.CompletedTask;
        switch (_stalls.Check(time.GetUtcNow(), _log.HasGap))
        {
            case StallAction.Ask:
                LogAsks(Request.Session, _log.HasGap ? "a verdict is missing" : "no token for too long");
                _ = AskTail();
                break;
            case StallAction.Reopen:
                OnNodesLost("no token for too long");
                RecoverIn(TimeSpan.Zero);
                break;
        }

        return Task.CompletedTask;
    }

    /// <summary>A triad that was moved to another silo has forgotten who wants its news, and may have changed meanwhile.</summary>
    private async Task Refresh()
    {
        if (_output is { Ended: false } && _homeless is null && _route is { } route && await _around.Attach(route.Triad.Triad) is { } view)
            await OnTriadChanged(view);
    }

    private void Replan(Verdict verdict)
    {
        var followed = _speculation.Plan.Gamma > 0;
        if (!_speculation.OnVerdict(verdict))
            return;
        var plan = _speculation.Plan;
        LogPlan(Request.Session, plan.Gamma, plan.InFlight, _speculation.Estimate.Acceptance);
        var command = new SetPlan(Request.Session, plan);
        _ = _around.Send(command, _route!.Triad.Head);
        _ = !followed ? OpenScout() : plan.Gamma > 0 ? _around.Send(command, _route.Scout) : _around.Send(new CloseSession(Request.Session), _route.Scout);
    }

    private async Task End(FinishReason finish, string? error)
    {
        if (_output is not { Ended: false })
            return;
        OnEnded(finish, error);
        await Close();
    }

    /// <summary>Stores the session's end, frees what it holds elsewhere, and erases it when nobody needs it any more.</summary>
    private async Task Close()
    {
        store.State.Ended = time.GetUtcNow();
        await _writer!.WriteAsync();
        EraseLater();
        await Depart();
    }

    private void EraseLater() => _erasure = this.RegisterGrainTimer(
        Erase, new GrainTimerCreationOptions { DueTime = Kept(), Period = Timeout.InfiniteTimeSpan, KeepAlive = true });

    private TimeSpan Kept() => RetentionTime.Left(store.State.Ended, options.Value.Retention, time.GetUtcNow());

    /// <summary>The region may count a route that came to nothing, or whose answer was lost.</summary>
    private async Task<SessionStart> Refuse(string reason)
    {
        await _around.Leave(_route, null);
        await Erase();
        return SessionStart.Refused(reason, TimeSpan.FromSeconds(1));
    }

    private async Task Erase()
    {
        await _writer!.EraseAsync();
        _output = null;
        this.DeactivateOnIdle();
    }

    private void StoreSoon() =>
        _writer!.Schedule(_output!.Count - _stored >= options.Value.WriteBehindTokens ? TimeSpan.Zero : options.Value.WriteBehind);

    private void Snapshot(SessionState state)
    {
        state.Keep(_output!, Usage(), _route, _speculation);
        _stored = _output!.Count;
    }

    private SessionUsage Usage() => new(Request.Prompt.Count, _output!.Count, _log.Drafted, _log.Accepted, _log.Rounds);
}
