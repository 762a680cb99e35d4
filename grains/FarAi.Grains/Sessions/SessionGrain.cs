using System.Runtime.CompilerServices;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;
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
    TimeProvider time,
    IOptions<GrainsOptions> options,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private ServedModel _model = null!;
    private SessionLog _log = null!;
    private SessionOutput? _output;
    private SessionRoute? _route;
    private SessionStart? _start;
    private SpeculationPlan _plan = SpeculationPlanner.First;
    private SpeculationEstimate _estimate = new();
    private DateTimeOffset _progress;
    private DateTimeOffset? _homeless; // since when no triad works on it
    private WriteBehind<SessionState>? _writer;
    private IGrainTimer? _recovery;
    private int _stored;

    private SessionRequest Request => store.State.Request!;

    private IRegionGrain Region => GrainFactory.GetGrain<IRegionGrain>(Request.Region);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!store.RecordExists || store.State.Request is not { } request || catalog.Find(request.Model) is not { } model)
            return Task.CompletedTask;
        Restore(request, model);
        if (!_output!.Ended)
            RecoverIn(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SessionStart> Start(SessionRequest request)
    {
        if (_start is not null)
            return _start;
        if (_output is not null)
            return SessionStart.Refused("the session exists and is being recovered; read it", TimeSpan.FromSeconds(1));
        if (catalog.Find(request.Model) is not { } model)
            return SessionStart.Refused($"this grid does not serve '{request.Model}'", TimeSpan.Zero);
        store.State.Request = request;
        await store.WriteStateAsync();
        Restore(request, model);
        if (await FindRoute() is { } refusal)
        {
            await Erase();
            return SessionStart.Refused(refusal, TimeSpan.FromSeconds(1));
        }

        await Open();
        return _start = SessionStart.Running(_route!.Triad.Triad, _route.Triad.Epoch, _route.Scout?.Node);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SessionChunk> Read(int from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (_output is not { } output)
            throw new InvalidOperationException($"session {this.GetPrimaryKeyString()} does not exist, or its output was erased after {options.Value.Retention}");
        for (var next = from; ;)
        {
            var changed = output.Changed(cancellationToken);
            if (output.Count > next || output.Ended)
            {
                var chunk = output.From(next);
                yield return chunk;
                if (chunk.IsLast)
                    yield break;
                next = chunk.First + chunk.Tokens.Count;
                continue;
            }

            await changed;
        }
    }

    /// <inheritdoc/>
    public Task OnVerdict(NodeId sender, Verdict verdict)
    {
        if (_output is not { Ended: false } output || _route?.MayCommit(sender, verdict) != true || _log.Commit(verdict) == 0)
            return Task.CompletedTask;
        _progress = time.GetUtcNow();
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
        LogFault(Request.Session, reason);
        var view = await GrainFactory.GetGrain<ITriadGrain>(_route.Triad.Triad.Value).Attach(Request.Session);
        // The same epoch may serve again (a cache was lost), but give a broken one time to change first.
        RecoverIn(view.Epoch == epoch ? TimeSpan.FromMilliseconds(250) : TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public Task OnTriadChanged(TriadView triad)
    {
        if (_output is not { Ended: false } || _route is null || triad.Triad != _route.Triad.Triad)
            return Task.CompletedTask;
        if (triad.Phase == TriadPhase.Ready && triad.Epoch > _route.Triad.Epoch)
        {
            _route = _route with { Triad = triad };
            return Open();
        }

        RecoverIn(TimeSpan.FromMilliseconds(500));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task OnScoutLost(NodeId scout)
    {
        if (_output is not { Ended: false } || _route?.Scout?.Node != scout)
            return;
        var next = await Region.ReplaceScout(Request.Session, scout);
        if (_route is null)
            return;
        _route = _route with { Scout = next?.Address };
        LogScout(Request.Session, scout, next?.Address.Node.Brief ?? "none");
        await OpenScout();
    }

    /// <inheritdoc/>
    public Task Cancel() => End(FinishReason.Cancelled, null);

    private void Restore(SessionRequest request, ServedModel model)
    {
        _model = model;
        _log = new SessionLog(request.Prompt, store.State.Tokens);
        _output = new SessionOutput(request, model.Tokenizer);
        _stored = store.State.Tokens.Count;
        _writer = new WriteBehind<SessionState>(this, store, Snapshot, logger);
        _recovery = this.RegisterGrainTimer(Recover, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _progress = time.GetUtcNow();
        foreach (var token in store.State.Tokens)
            _output.Add(token);
        if (store.State.Finish != FinishReason.None || store.State.Error is not null)
            _output.End(store.State.Finish, store.State.Error, Usage());
        else
            this.RegisterGrainTimer(CheckStall, options.Value.StallTimeout / 2, options.Value.StallTimeout / 2);
    }

    /// <summary>Asks the region; null where there is a route now, else why there is none.</summary>
    private async Task<string?> FindRoute()
    {
        var decision = await Region.Route(new RouteRequest(Request.Session, Request.Model, Request.Gamma == 0 ? null : _model.Draft?.Model));
        if (decision.Triad is not { } triad)
            return decision.Refusal;
        var view = await GrainFactory.GetGrain<ITriadGrain>(triad.Triad.Value).Attach(Request.Session);
        if (view.Phase != TriadPhase.Ready)
            return view.Problem ?? "the triad is not ready";
        if (_route is { } old && old.Triad.Triad != triad.Triad)
            await GrainFactory.GetGrain<ITriadGrain>(old.Triad.Triad.Value).Detach(Request.Session);
        _route = new SessionRoute(view, decision.Scout?.Address);
        _estimate = decision.Hint ?? _estimate;
        _plan = Request.Gamma is { } gamma ? SpeculationPlan.Rounds(gamma) : SpeculationPlanner.Choose(_estimate, _plan);
        return null;
    }

    private async Task Open()
    {
        _homeless = null;
        _progress = time.GetUtcNow();
        if (!await Send(_route!.OpenHead(Request, _model, _log.All(), _plan), _route.Triad.Head))
            RecoverIn(TimeSpan.FromMilliseconds(250));
        await OpenScout();
    }

    /// <summary>A scout follows the session only while the plan wants drafts: following costs it, and whoever shares its machine, compute.</summary>
    private async Task OpenScout()
    {
        if (_plan.Gamma > 0 && _route?.OpenScout(Request, _model, _log.All(), _plan) is { } open && !await Send(open, _route.Scout))
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
        if (await FindRoute() is not { } refusal)
            await Open();
        else if (time.GetUtcNow() - since < options.Value.RecoveryTimeout)
            RecoverIn(TimeSpan.FromMilliseconds(250));
        else
            await End(FinishReason.None, $"No triad could go on with this generation: {refusal}. The {_output.Count} tokens so far are kept; send the request again with the same seed to get the same text.");
    }

    private Task CheckStall()
    {
        if (_output is not { Ended: false } || time.GetUtcNow() - _progress < options.Value.StallTimeout || _homeless is not null)
            return Task.CompletedTask;
        LogFault(Request.Session, "no token for too long");
        RecoverIn(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    private void Replan(Verdict verdict)
    {
        _estimate = _estimate.Observe(verdict, _plan);
        if (_plan.Gamma == 0)
            _estimate = _estimate.Idle();
        if (Request.Gamma is not null)
            return;
        var plan = SpeculationPlanner.Choose(_estimate, _plan);
        if (ReferenceEquals(plan, _plan))
            return;
        LogPlan(Request.Session, plan.Gamma, plan.InFlight, _estimate.Acceptance);
        var followed = _plan.Gamma > 0;
        _plan = plan;
        var command = new SetPlan(Request.Session, plan);
        _ = Send(command, _route!.Triad.Head);
        _ = !followed ? OpenScout() : plan.Gamma > 0 ? Send(command, _route.Scout) : Send(new CloseSession(Request.Session), _route.Scout);
    }

    private async Task End(FinishReason finish, string? error)
    {
        if (_output is not { Ended: false })
            return;
        _output.End(finish, error, Usage());
        _output.Publish();
        await Close();
    }

    /// <summary>Frees what the session holds elsewhere, stores its end, and erases it when nobody needs it any more.</summary>
    private async Task Close()
    {
        if (_route is { } route)
        {
            var close = new CloseSession(Request.Session);
            await Send(close, route.Triad.Head);
            await Send(close, route.Scout);
            await GrainFactory.GetGrain<ITriadGrain>(route.Triad.Triad.Value).Detach(Request.Session);
        }

        await Region.Release(Request.Session, Request.Gamma is null ? _estimate : null);
        await _writer!.WriteAsync();
        this.RegisterGrainTimer(Erase, new GrainTimerCreationOptions { DueTime = options.Value.Retention, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
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
        (state.Tokens, state.Finish, state.Error) = (_output!.Tokens(), _output.Finish, _output.Error);
        _stored = _output.Count;
    }

    private async Task<bool> Send(NodeCommand command, PeerAddress? node) =>
        node is not null && await GrainFactory.GetGrain<INodeGrain>(node.Node.Value).Send(command);

    private SessionUsage Usage() => new(Request.Prompt.Count, _output!.Count, _log.Drafted, _log.Accepted, _log.Rounds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} lost its nodes: {Reason}")]
    private partial void LogFault(SessionId session, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session} lost scout {Scout}; next: {Next}")]
    private partial void LogScout(SessionId session, NodeId scout, string next);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {Session} speculates with gamma {Gamma}, {InFlight} rounds in flight; acceptance {Acceptance:0.00}")]
    private partial void LogPlan(SessionId session, int gamma, int inFlight, double acceptance);
}
