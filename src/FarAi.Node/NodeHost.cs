using System.Diagnostics.Metrics;
using System.Reflection;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Link;
using FarAi.Node.Compute;
using FarAi.Node.Drafting;
using FarAi.Node.Fingerprint;
using FarAi.Node.Grid;
using FarAi.Node.Peers;
using FarAi.Node.Stages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FarAi.Node;

/// <summary>One machine that computes: joins a grid, holds shards and draft models, and serves sessions, until it leaves.</summary>
public sealed partial class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly NodeIdentity _identity;
    private readonly NodeInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GridLink _grid;
    private readonly StageService _stages;
    private readonly DraftService _drafts;
    private PeerListener? _listener;
    private Task<NodeExit> _completion = Task.FromResult(new NodeExit(0, "never started"));
    private int _left;

    private NodeHost(NodeOptions options, NodeIdentity identity, HardwareFingerprint fingerprint, ILoggerFactory loggers, IMeterFactory? meters, TimeProvider time)
    {
        _identity = identity;
        _time = time;
        _logger = loggers.CreateLogger("FarAi.Node");
        _instruments = new NodeInstruments(meters);
        Fingerprint = fingerprint;
        var links = new LinkOptions { InjectedDelay = options.InjectedDelay, Logger = loggers.CreateLogger("FarAi.Link") };
        LinkOptions = links;
        _grid = new GridLink(options, identity, links, _instruments, time, loggers.CreateLogger("FarAi.Node.Grid"))
        {
            OnCommand = Obey,
            OnForgotten = DropSessions,
            Heartbeat = Beat,
        };
        var memory = new MemoryBudget(options.MemoryBytes ?? fingerprint.AvailableMemoryBytes);
        var dialer = new PeerDialer(identity, links, time);
        _stages = new StageService(_grid, dialer, memory, _instruments, time, loggers);
        _drafts = new DraftService(options, _grid, dialer, memory, _instruments, time, loggers.CreateLogger("FarAi.Node.Drafting"));
    }

    /// <summary>The node's name.</summary>
    public NodeId Id => _identity.Id;

    /// <summary>What was read and measured at the start.</summary>
    public HardwareFingerprint Fingerprint { get; }

    /// <summary>The address that other nodes are told.</summary>
    public Uri PeerEndpoint { get; private set; } = new("ws://127.0.0.1/peer");

    /// <summary>The grid's answer to the latest registration; null before the first.</summary>
    public NodeAdmission? Admission => _grid.Admission;

    /// <summary>Load at this moment, as a heartbeat reports it.</summary>
    public NodeHeartbeat Load => Beat();

    /// <summary>Completes when the node has left, or when the grid refused it for good. Never fails.</summary>
    public Task<NodeExit> Completion => _completion;

    private LinkOptions LinkOptions { get; }

    /// <summary>Measures the machine, listens for peers and starts to join the grid, which goes on in the background.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidDataException">The key file holds no key.</exception>
    /// <exception cref="IOException">The listening address can't be bound, or the data folder not written.</exception>
    public static async Task<NodeHost> StartAsync(
        NodeOptions options, ILoggerFactory? loggers = null, IMeterFactory? meters = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        loggers ??= NullLoggerFactory.Instance;
        time ??= TimeProvider.System;
        var identity = Identify(options);
        var fingerprint = await MachineFingerprint.MeasureAsync(options.DataDirectory ?? ".", options.MemoryBytes, time);
        var host = new NodeHost(options, identity, fingerprint, loggers, meters, time);
        try
        {
            await host.BeginAsync(options, loggers, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells the grid, ends all work and closes all links. Safe to call more than once.</summary>
    public async Task LeaveAsync(string reason = "the node was asked to leave")
    {
        if (Interlocked.Exchange(ref _left, 1) != 0)
        {
            await _completion;
            return;
        }

        LogLeaving(reason);
        await _grid.LeaveAsync(reason);
        await _stopping.CancelAsync();
        await _completion;
    }

    /// <summary>
    /// Leaves without a gap: tells the grid, works on until others have taken its places and sessions, and then leaves; at the latest after the grace period,
    /// and at once where it does nothing or the grid does not hear it.
    /// </summary>
    /// <param name="reason">Why, in a few words.</param>
    /// <param name="grace">How long it may take at most.</param>
    public async Task DrainAsync(string reason, TimeSpan grace)
    {
        if (Volatile.Read(ref _left) == 0 && IsBusy && _grid.TrySend(new NodeDraining(reason)))
        {
            LogDraining(reason, grace.TotalSeconds);
            var started = _time.GetTimestamp();
            while (IsBusy && _grid.IsLinked && !_completion.IsCompleted && _time.GetElapsedTime(started) < grace)
                await Task.Delay(DrainPoll, _time);
        }

        await LeaveAsync(reason);
    }

    private bool IsBusy => !_stages.IsIdle || _drafts.SessionCount > 0;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _stopping.Dispose();
        _instruments.Dispose();
        _identity.Dispose();
    }

    private static NodeIdentity Identify(NodeOptions options)
    {
        if (options.DataDirectory is not { } directory)
            return NodeIdentity.CreateEphemeral();
        Directory.CreateDirectory(directory);
        return NodeIdentity.LoadOrCreate(Path.Combine(directory, "node-key.pem"));
    }

    private async Task BeginAsync(NodeOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var hub = new PeerHub(_stages, loggers.CreateLogger("FarAi.Node.Peers"));
        var server = new LinkServer(_identity, _stages.SecretFor, hub, LinkOptions, loggers.CreateLogger<LinkServer>());
        _listener = await PeerListener.StartAsync(options.Listen, server, loggers, cancellationToken);
        PeerEndpoint = options.Advertise ?? _listener.Endpoint;
        LogStarted(Id, PeerEndpoint, Fingerprint.CpuModel, Fingerprint.ComputeFlops / 1e9, Fingerprint.MemoryBandwidth / 1e9);
        var software = $"farai-node/{typeof(NodeHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";
        _completion = RunAsync(new NodeRegistration(Fingerprint, options.ForcedLayer, PeerEndpoint, software, Incarnation: Guid.NewGuid().ToString("N")));
    }

    private async Task<NodeExit> RunAsync(NodeRegistration registration)
    {
        var refusal = await _grid.RunAsync(registration, _stopping.Token);
        await _drafts.DisposeAsync();
        await _stages.StopAsync();
        if (_listener is { } listener)
            await listener.DisposeAsync();
        return refusal is null ? new NodeExit(0, "left in good order") : new NodeExit(3, Explain(refusal));
    }

    private static string Explain(LinkException refusal) => refusal.Error switch
    {
        LinkError.EnrolmentToken => $"the grid refuses the enrolment token ({refusal.Reason}); ask its operator for the present one",
        LinkError.ProtocolVersion => $"the grid speaks another version of the protocol ({refusal.Reason}); install the grid's version of this software",
        _ => $"the grid refuses this node's key ({refusal.Reason}); remove the key file for a new identity",
    };

    private void Obey(NodeCommand command)
    {
        switch (command)
        {
            case LoadShard load:
                _stages.Load(load);
                break;
            case UnloadShard unload:
                _stages.Unload(unload.Triad, unload.Role);
                break;
            case LoadDraft load:
                _drafts.Load(load.Model);
                break;
            case OpenSession open:
                _stages.Open(open);
                break;
            case OpenDraft open:
                _drafts.Open(open);
                break;
            case CloseSession close:
                _stages.Close(close.Session);
                _drafts.Close(close.Session);
                break;
            case SetPlan plan:
                _stages.SetPlan(plan);
                _drafts.SetPlan(plan);
                break;
            case ResendVerdicts resend:
                _stages.Resend(resend);
                break;
            default:
                throw new LinkException(LinkError.Malformed, $"this node knows no command {command.GetType().Name}");
        }
    }

    private void DropSessions()
    {
        if (Volatile.Read(ref _left) != 0)
            return; // it leaves by itself: its triads go on with their sessions
        _stages.DropSessions();
        _drafts.DropSessions();
    }

    private NodeHeartbeat Beat() => new(
        _stages.SessionCount + _drafts.SessionCount,
        _stages.QueueDepth + _drafts.QueueDepth,
        _stages.CacheBytes + _drafts.CacheBytes,
        Environment.WorkingSet,
        Environment.CpuUsage.TotalTime.TotalSeconds,
        _instruments.Drafted,
        _instruments.Positions);

    [LoggerMessage(LogLevel.Information, "node {Id} listens for peers on {Endpoint}; {Cpu}, {Gflops:F1} GFLOP/s, {Gigabytes:F1} GB/s per thread")]
    private partial void LogStarted(NodeId id, Uri endpoint, string cpu, double gflops, double gigabytes);

    [LoggerMessage(LogLevel.Information, "about to leave ({Reason}): working on until others have taken over, {Seconds:0} s at most")]
    private partial void LogDraining(string reason, double seconds);

    [LoggerMessage(LogLevel.Information, "leaving: {Reason}")]
    private partial void LogLeaving(string reason);
}
