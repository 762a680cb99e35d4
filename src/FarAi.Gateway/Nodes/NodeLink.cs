using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Nodes;
using FarAi.Grains.Sessions;
using FarAi.Link;
using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Gateway.Nodes;

/// <summary>
/// One node's link between wire and grains: what the node sends goes to its grain and to its sessions' grains, in order; what
/// its grain commands goes down the link. No call blocks, and a grain call that fails is logged and leaves the link alone.
/// </summary>
internal sealed partial class NodeLink(LinkConnection link, IGrainFactory grains, ILogger logger) : INodeLink
{
    /// <summary>Events and commands that may wait until the node is registered, each; a well-behaved node sends none.</summary>
    private const int MaxHeldBack = 256;

    private readonly Lock _gate = new();
    private readonly INodeGrain _node = grains.GetGrain<INodeGrain>(link.Peer.Value);
    private readonly Queue<NodeEvent> _heldEvents = new();
    private readonly Queue<NodeCommand> _heldCommands = new();
    private Stage _stage;
    private long _connection;
    private INodeLink? _reference;

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
            _ = DisconnectAsync(reason);
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
                LogCommandLost(logger, link.Peer, command.GetType().Name);
        }

        return Task.CompletedTask;
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

        _reference = grains.CreateObjectReference<INodeLink>(this);
        _ = RegisterAsync(registration, _reference);
    }

    private void OnEvent(NodeEvent report)
    {
        lock (_gate)
        {
            RequireRegister();
            if (_stage == Stage.Registered)
                _ = ReportAsync(report);
            else if (_heldEvents.Count < MaxHeldBack)
                _heldEvents.Enqueue(report);
            else
                throw new LinkException(LinkError.OutOfOrder, $"more than {MaxHeldBack} events before the grid's answer to the registration");
        }
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

    private async Task RegisterAsync(NodeRegistration registration, INodeLink reference)
    {
        try
        {
            var registered = await _node.Register(registration, reference);
            if (!Admit(registered))
                await _node.Disconnected(registered.Connection, "the link closed while the node registered");
        }
#pragma warning disable CA1031 // The edge between wire and grid: the node is told, and comes again with its back-off.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(INodeGrain.Register));
            _ = link.CloseAsync(LinkError.HandlerFault, "the grid could not register the node; it may try again");
        }
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
            while (_heldEvents.TryDequeue(out var report))
                _ = ReportAsync(report);
            return true;
        }
    }

    private async Task ReportAsync(NodeEvent report)
    {
        try
        {
            await (report is SessionFault fault
                ? grains.GetGrain<ISessionGrain>(fault.Session.ToString()).OnFault(link.Peer, fault.Epoch, fault.Reason)
                : _node.OnEvent(_connection, report));
        }
#pragma warning disable CA1031 // A report that is lost is repeated by the next heartbeat or found by a deadline; the link goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, report.GetType().Name);
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

    private async Task DisconnectAsync(string reason)
    {
        try
        {
            await _node.Disconnected(_connection, reason);
        }
#pragma warning disable CA1031 // The grain finds the lost node by its missing heartbeats too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCallFailed(logger, exception, link.Peer, nameof(INodeGrain.Disconnected));
        }
    }

    private static LinkException Malformed(FrameKind kind) => new(LinkError.Malformed, $"the payload of a {kind} frame does not parse");

    [LoggerMessage(1, LogLevel.Error, "grain call {Call} for node {Node} failed; its link goes on")]
    private static partial void LogCallFailed(ILogger logger, Exception exception, Core.Identity.NodeId node, string call);

    [LoggerMessage(2, LogLevel.Warning, "command {Command} for node {Node} is lost: its link is not registered or closing")]
    private static partial void LogCommandLost(ILogger logger, Core.Identity.NodeId node, string command);
}
