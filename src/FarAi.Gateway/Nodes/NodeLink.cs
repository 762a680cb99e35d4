using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Nodes;
using FarAi.Grains.Sessions;
using FarAi.Link;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Gateway.Nodes;

/// <summary>
/// One node's link between wire and grains: what the node sends goes to its grain and to its sessions' grains, in order; what
/// its grain commands goes down the link. No call blocks, and a grain call that fails is logged and leaves the link alone.
/// What the node reports is repeated until its grain has answered: the silo that had the report may have died.
/// </summary>
internal sealed partial class NodeLink(LinkConnection link, IGrainFactory grains, GridCalls calls, ILogger logger) : INodeLink
{
    /// <summary>Events and commands that may wait, each, until the node is registered or its grain answers; a well-behaved node sends few.</summary>
    private const int MaxHeldBack = 256;

    /// <summary>How long a grain is sought, wherever it may be moving to.</summary>
    private static readonly TimeSpan GrainPatience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly INodeGrain _node = grains.GetGrain<INodeGrain>(link.Peer.Value);
    private readonly Queue<NodeEvent> _reports = new();
    private readonly Queue<NodeCommand> _heldCommands = new();
    private Stage _stage;
    private long _connection;
    private INodeLink? _reference;
    private NodeRegistration? _registration;
    private bool _reporting;

    private enum Stage
    {
        Opened,
        Registering,
        Registered,
        Closed,
    }

    /// <summary>A frame came. A <see cref="LinkException"/> closes the link by name.</summary>
    public void OnFrame(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Register:
                OnRegister(frame.Payload.Span);
                break;
            case FrameKind.Event:
                OnEvent(ControlPayload.TryRead(frame.Payload.Span, out NodeEvent? report) ? report : throw Malformed(frame.Kind));
                break;
            case FrameKind.Verdict:
                OnVerdict(VerdictPayload.TryRead(frame.Payload.Span, frame.Session, out var verdict) ? verdict : throw Malformed(frame.Kind));
                break;
            default:
                throw new LinkException(LinkError.OutOfOrder, $"a node sends no frame of kind {frame.Kind}");
        }
    }

    /// <summary>The link is closed, by whichever side.</summary>
    public void OnClosed(string reason)
    {
        bool registered;
        lock (_gate)
        {
            registered = _stage == Stage.Registered;
            _stage = Stage.Closed;
        }

        if (registered)
            _ = DisconnectAsync(reason, _connection);
        if (_reference is { } reference)
            grains.DeleteObjectReference<INodeLink>(reference);
    }

    /// <inheritdoc/>
    public Task Deliver(NodeCommand command)
    {
        lock (_gate)
        {
            // The grain may command before its answer to the registration is sent; the node must hear the answer first.
            if (_stage == Stage.Registered)
                link.SendCommand(command);
            else if (_stage == Stage.Registering && _heldCommands.Count < MaxHeldBack)
                _heldCommands.Enqueue(command);
            else
                return Lost(command);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> Confirm(Core.Identity.NodeId node, long connection)
    {
        lock (_gate)
        {
            return Task.FromResult(_stage == Stage.Registered && node == link.Peer && connection == _connection);
        }
    }

    /// <inheritdoc/>
    public Task Close(string reason)
    {
        // Not awaited: the close waits for the node's answer, and the grain must not.
        _ = link.CloseAsync(LinkError.Superseded, reason);
        return Task.CompletedTask;
    }

    private void OnRegister(ReadOnlySpan<byte> payload)
    {
        if (!ControlPayload.TryRead(payload, out NodeRegistration? registration))
            throw Malformed(FrameKind.Register);
        lock (_gate)
        {
            if (_stage != Stage.Opened)
                throw new LinkException(LinkError.OutOfOrder, "the node has registered over this link already");
            _stage = Stage.Registering;
        }

        (_registration, _reference) = (registration, grains.CreateObjectReference<INodeLink>(this));
        _ = RegisterAsync();
    }

    private void OnEvent(NodeEvent report)
    {
        lock (_gate)
        {
            RequireRegister();
            if (report is SessionFault fault)
            {
                _ = FaultAsync(fault);
                return;
            }

            if (_reports.Count >= MaxHeldBack)
                throw new LinkException(LinkError.OutOfOrder, $"more than {MaxHeldBack} events before the grid's answer");
            // A heartbeat behind other reports would say no more than they do.
            if (report is NodeHeartbeat && _reports.Count > 0)
                return;
            _reports.Enqueue(report);
            StartReporting();
        }
    }

    private void StartReporting()
    {
        if (_stage != Stage.Registered || _reporting || _reports.Count == 0)
            return;
        _reporting = true;
        _ = ReportAsync();
    }

    private void OnVerdict(Verdict verdict)
    {
        lock (_gate)
            RequireRegister();
        _ = VerdictAsync(verdict);
    }

    private void RequireRegister()
    {
        if (_stage == Stage.Opened)
            throw new LinkException(LinkError.OutOfOrder, "the first frame of a node's link must be its registration");
    }

    private Task<NodeRegistered> AskToRegisterAsync()
    {
        var attempt = Guid.NewGuid().ToString("N");
        return calls.AskAsync(() => _node.Register(_registration!, _reference!, attempt), GrainPatience, nameof(INodeGrain.Register));
    }

    private async Task RegisterAsync()
    {
        try
        {
            var registered = await AskToRegisterAsync();
            if (!Admit(registered))
                await DisconnectAsync("the link closed while the node registered", registered.Connection);
        }
#pragma warning disable CA1031 // The edge between wire and grid: the node is told, and comes again with its back-off.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(INodeGrain.Register));
            _ = link.CloseAsync(LinkError.HandlerFault, "the grid could not register the node; it may try again");
        }
    }

    /// <summary>The grain does not know the connection any more: its state is lost. The link still stands, so the node is registered anew.</summary>
    private async Task RegisterAgainAsync()
    {
        LogUnknown(logger, link.Peer);
        var registered = await AskToRegisterAsync();
        bool open;
        lock (_gate)
        {
            _connection = registered.Connection;
            open = _stage == Stage.Registered;
        }

        if (!open)
            await DisconnectAsync("the link closed while the node registered", registered.Connection);
    }

    /// <summary>Tells the node that it is admitted and lets through what was held back; false where the link has closed meanwhile.</summary>
    private bool Admit(NodeRegistered registered)
    {
        lock (_gate)
        {
            if (_stage == Stage.Closed)
                return false;
            _stage = Stage.Registered;
            _connection = registered.Connection;
            link.SendAdmission(registered.Admission);
            while (_heldCommands.TryDequeue(out var command))
                link.SendCommand(command);
            StartReporting();
            return true;
        }
    }

    /// <summary>One report after the other, in order, until none is left.</summary>
    private async Task ReportAsync()
    {
        while (NextReport() is { } report)
        {
            try
            {
                if (await TellAsync(report) != ConnectionStanding.Unknown || report is NodeLeaving)
                    continue;
                await RegisterAgainAsync();
                await TellAsync(report);
            }
#pragma warning disable CA1031 // A report that is lost is found by a deadline; the next one goes out, and the link goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogCallFailed(logger, exception, link.Peer, report.GetType().Name);
            }
        }
    }

    private Task<ConnectionStanding> TellAsync(NodeEvent report) =>
        calls.AskAsync(() => _node.OnEvent(_connection, report), GrainPatience, report.GetType().Name);

    private NodeEvent? NextReport()
    {
        lock (_gate)
        {
            if (_stage == Stage.Registered && _reports.TryDequeue(out var report))
                return report;
            _reporting = false;
            return null;
        }
    }

    private async Task FaultAsync(SessionFault fault)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(fault.Session.ToString()).OnFault(link.Peer, fault.Epoch, fault.Reason);
        }
#pragma warning disable CA1031 // The session finds by itself that no token comes; the link goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(ISessionGrain.OnFault));
        }
    }

    private async Task VerdictAsync(Verdict verdict)
    {
        try
        {
            await grains.GetGrain<ISessionGrain>(verdict.Session.ToString()).OnVerdict(link.Peer, verdict);
        }
#pragma warning disable CA1031 // The session finds the gap by position and asks again; the link goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(ISessionGrain.OnVerdict));
        }
    }

    private async Task DisconnectAsync(string reason, long connection)
    {
        try
        {
            await calls.AskAsync(
                async () =>
                {
                    await _node.Disconnected(connection, reason);
                    return true;
                },
                GrainPatience, nameof(INodeGrain.Disconnected));
        }
#pragma warning disable CA1031 // The grain finds the lost node by its missing heartbeats too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(INodeGrain.Disconnected));
        }
    }

    private Task Lost(NodeCommand command)
    {
        LogCommandLost(logger, link.Peer, command.GetType().Name);
        return Task.FromException(new IOException("the node's link is closing"));
    }

    private static LinkException Malformed(FrameKind kind) => new(LinkError.Malformed, $"the payload of a {kind} frame does not parse");

    [LoggerMessage(1, LogLevel.Error, "grain call {Call} for node {Node} failed; its link goes on")]
    private static partial void LogCallFailed(ILogger logger, Exception exception, Core.Identity.NodeId node, string call);

    [LoggerMessage(2, LogLevel.Warning, "command {Command} for node {Node} is lost: its link is not registered or closing")]
    private static partial void LogCommandLost(ILogger logger, Core.Identity.NodeId node, string command);

    [LoggerMessage(3, LogLevel.Warning, "the grain of node {Node} does not know its connection; the node is registered again over the same link")]
    private static partial void LogUnknown(ILogger logger, Core.Identity.NodeId node);
}
