using System.Collections.Concurrent;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Link;
using FarAi.Node.Compute;
using FarAi.Node.Grid;
using FarAi.Node.Peers;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Stages;

/// <summary>The triads that the node is a member of: takes the grid's commands and brings each to its stage.</summary>
internal sealed partial class StageService(
    IGridChannel grid, PeerDialer dialer, MemoryBudget memory, NodeInstruments instruments, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, StageMember> _members = new();
    private readonly ILogger _logger = loggers.CreateLogger("FarAi.Node.Stages");

    /// <summary>Whether the node has no place in any triad.</summary>
    public bool IsIdle => _members.IsEmpty;

    /// <summary>Sessions with a cache.</summary>
    public int SessionCount => _members.Values.Sum(m => m.Stage?.SessionCount ?? 0);

    /// <summary>Bytes of caches.</summary>
    public long CacheBytes => _members.Values.Sum(m => m.Stage?.CacheBytes ?? 0);

    /// <summary>Messages that wait for compute.</summary>
    public int QueueDepth => _members.Values.Sum(m => m.Shard?.Loop.Depth ?? 0);

    /// <summary>A place by the scope of its links, if the node has it.</summary>
    public StageMember? Find(string scope) => _members.GetValueOrDefault(scope);

    /// <summary>The secret for a link that another node dials.</summary>
    public byte[]? SecretFor(LinkHello hello) => Find(hello.Scope)?.Terms?.SecretFor(hello.Role);

    /// <summary>Holds layers for a triad.</summary>
    public void Load(LoadShard command)
    {
        var member = _members.GetOrAdd(StageTerms.ScopeOf(command.Triad, command.Role), _ => new StageMember());
        var terms = StageTerms.Of(command);
        if (!command.Continues)
            LeaveFormerPlaces(command);
        if (!member.TryAgree(terms, command.Continues && member.Holds(command.Model, command.Layers)))
        {
            Fail(command, $"epoch {command.Epoch} is older than epoch {member.Terms?.Epoch}, which this node obeys");
            return;
        }

        member.Chain(cancel => Task.Run(() => LoadAsync(member, command, cancel), CancellationToken.None));
    }

    /// <summary>Leaves a place in a triad, or all of them.</summary>
    public void Unload(TriadId triad, TriadRole? place)
    {
        foreach (var role in Enum.GetValues<TriadRole>().Where(r => place is null || r == place))
            Leave(StageTerms.ScopeOf(triad, role));
    }

    /// <summary>Starts a session here, at the head.</summary>
    public void Open(OpenSession command)
    {
        if (At(command.Triad, TriadRole.Head)?.Post(stage => stage.Open(command)) != true)
            grid.Send(new SessionFault(command.Session, command.Epoch, $"this node does not serve {command.Triad} at present"));
    }

    /// <summary>Says again what a session has committed, at the tail.</summary>
    public void Resend(ResendVerdicts command)
    {
        if (At(command.Triad, TriadRole.Tail)?.Post(stage => stage.Resend(command)) != true)
            grid.Send(new SessionFault(command.Session, command.Epoch, $"this node does not serve {command.Triad} at present"));
    }

    /// <summary>Ends a session.</summary>
    public void Close(SessionId session) => PostAll(stage => stage.Close(session, null));

    /// <summary>Changes a session's plan.</summary>
    public void SetPlan(SetPlan command) => PostAll(stage => stage.SetPlan(command));

    /// <summary>The grid is gone: it will open the sessions again. Shards stay for a quick return.</summary>
    public void DropSessions() => PostAll(stage => stage.DropAll());

    /// <summary>Leaves all triads.</summary>
    public async Task StopAsync()
    {
        foreach (var scope in _members.Keys)
        {
            if (_members.TryRemove(scope, out var member))
                await member.DisposeAsync();
        }
    }

    private StageMember? At(TriadId triad, TriadRole role) => Find(StageTerms.ScopeOf(triad, role));

    private void Leave(string scope)
    {
        if (_members.TryRemove(scope, out var member))
            _ = member.DisposeAsync().AsTask();
    }

    /// <summary>A triad that forms anew gives its places anew: what the node had in an older epoch and has no more is freed.</summary>
    private void LeaveFormerPlaces(LoadShard command)
    {
        foreach (var role in Enum.GetValues<TriadRole>())
        {
            if (role != command.Role && At(command.Triad, role)?.Terms is { } former && former.Epoch < command.Epoch)
                Leave(StageTerms.ScopeOf(command.Triad, role));
        }
    }

    private void PostAll(Action<Stage> action)
    {
        foreach (var member in _members.Values)
            member.Post(action);
    }

    private async Task LoadAsync(StageMember member, LoadShard command, CancellationToken cancel)
    {
        if (member.Terms is not { } terms || terms.Epoch != command.Epoch)
            return;
        if (member.Stage is null && Prepare(member, command, terms) is { } refusal)
        {
            Fail(command, refusal);
            return;
        }

        try
        {
            if (!await LinkAsync(member, command, terms, cancel))
                return;
            LogReady(command.Role, command.Triad, command.Epoch, command.Layers, command.Next.Node.Brief);
            if (command is { Mirrors: not null, Warm: false })
                member.Post(stage => stage.ReportFollowing());
            else
                grid.Send(new ShardReady(command.Triad, command.Epoch, command.Role));
        }
        catch (LinkException exception)
        {
            Fail(command, $"no link to the next member {command.Next.Node.Brief} at {command.Next.Endpoint}: {exception.Message}");
        }
    }

    private async Task<bool> LinkAsync(StageMember member, LoadShard command, StageTerms terms, CancellationToken cancel)
    {
        var next = member.NextTo(command.Next.Node);
        if (next is null)
        {
            var scope = StageTerms.ScopeOf(command.Triad, (TriadRole)(((int)command.Role + 1) % 3));
            next = await dialer.DialAsync(command.Next, LinkRole.Member, scope, terms.MemberKey, new NextLinkHandler(member, _logger), cancel);
        }

        if (!member.TrySetNext(next, terms))
            return await GiveUpAsync(member, next, terms);
        if (command.Mirrors is not { } followed || member.Follows(followed.Node))
            return true;
        var place = StageTerms.ScopeOf(command.Triad, (TriadRole)(((int)command.Role + 2) % 3));
        var previous = await dialer.DialAsync(followed, command.Warm ? LinkRole.Standby : LinkRole.Mirror, place, terms.MemberKey, new PreviousLinkHandler(member, _logger), cancel);
        return member.TrySetPrevious(previous, terms) || await GiveUpAsync(member, previous, terms);
    }

    private static async Task<bool> GiveUpAsync(StageMember member, LinkConnection link, StageTerms terms)
    {
        if (ReferenceEquals(member.Terms, terms) && !link.IsOpen)
            throw new LinkException(LinkError.ConnectionLost, "it broke at once");
        await link.CloseAsync(LinkError.Superseded, "the epoch is over");
        return false;
    }

    private string? Prepare(StageMember member, LoadShard command, StageTerms terms)
    {
        if (!member.Holds(command.Model, command.Layers))
        {
            member.Unload();
            var (shard, refusal) = ShardLoader.Load(command.Model, command.Layers, command.Role, memory);
            if (shard is null)
                return refusal;
            member.Shard = new LoadedShard(shard, new ComputeLoop($"shard {command.Layers}", time, _logger), memory);
        }

        var context = new StageContext(terms, member.Shard!.Shard, grid, memory, instruments, time, _logger);
        member.Begin(
            terms.Role switch
            {
                TriadRole.Head => new HeadStage(context),
                TriadRole.Middle => new MiddleStage(context),
                _ => new TailStage(context),
            },
            terms);
        return null;
    }

    private void Fail(LoadShard command, string reason)
    {
        LogFailed(command.Role, command.Triad, command.Epoch, reason);
        grid.Send(command.Mirrors is null
            ? new ShardFailed(command.Triad, command.Epoch, reason)
            : new MirrorLost(command.Triad, command.Epoch, command.Role, reason));
    }

    [LoggerMessage(LogLevel.Information, "{Role} of {Triad} in epoch {Epoch}: layers {Layers} are ready, next is {Next}")]
    private partial void LogReady(TriadRole role, TriadId triad, long epoch, Core.Models.LayerRange layers, string next);

    [LoggerMessage(LogLevel.Warning, "{Role} of {Triad} in epoch {Epoch} can't serve: {Reason}")]
    private partial void LogFailed(TriadRole role, TriadId triad, long epoch, string reason);
}
