using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Nodes;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Network;
using Orleans;

namespace FarAi.Simulation.Grid;

/// <summary>
/// One node's link at a simulated gateway, by the rules of the real one (FarAi.Gateway.Nodes.NodeLink): what the node sends goes to
/// its grain and its sessions' grains, in order; what its grain commands goes down the link.
/// </summary>
internal sealed class GatewayNodeLink(SimulatedGateway gateway, NodeId node) : ISimPeer, INodeLink
{
    private const int MaxHeldBack = 256;
    private static readonly TimeSpan RegistrationPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ReportPatience = TimeSpan.FromSeconds(5);
    private readonly INodeGrain _node = gateway.Grains.GetGrain<INodeGrain>(node.Value);
    private readonly Queue<NodeCommand> _heldCommands = new();
    private readonly Queue<NodeEvent> _events = new();
    private NodeRegistration? _registration;
    private INodeLink? _reference;
    private SimLink? _link;
    private long _connection;
    private bool _isRegistered;
    private bool _isClosed;
    private bool _isReporting;

    public void OnOpened(SimLink link) => _link = link;

    public void OnMessage(SimLink link, object message)
    {
        if (!gateway.IsUp || _isClosed)
            return;
        switch (message)
        {
            case NodeRegistration registration:
                _registration = registration;
                _reference = gateway.Grains.CreateObjectReference<INodeLink>(this);
                gateway.Hold(this);
                _ = RegisterAsync();
                break;
            case Verdict verdict:
                _ = gateway.Guard(() => gateway.Grains.GetGrain<ISessionGrain>(verdict.Session.ToString()).OnVerdict(node, verdict));
                break;
            case SessionFault fault:
                _ = gateway.Guard(() => gateway.Grains.GetGrain<ISessionGrain>(fault.Session.ToString()).OnFault(node, fault.Epoch, fault.Reason));
                break;
            case NodeEvent report when _events.Count < MaxHeldBack:
                _events.Enqueue(report);
                _ = ReportAllAsync();
                break;
        }
    }

    public void OnClosed(SimLink link, string reason)
    {
        if (!_isClosed)
            End(reason);
    }

    /// <inheritdoc/>
    public Task Deliver(NodeCommand command)
    {
        if (_isClosed || !gateway.IsUp)
            throw new IOException("the node's link is closing");
        if (_isRegistered)
            _link!.Send(command);
        else if (_heldCommands.Count < MaxHeldBack)
            _heldCommands.Enqueue(command);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> Confirm(NodeId asked, long connection) =>
        Task.FromResult(asked == node && connection == _connection && _isRegistered && !_isClosed && gateway.IsUp);

    /// <inheritdoc/>
    public Task Close(string reason)
    {
        if (!_isClosed)
        {
            _link!.Close(reason);
            End(reason);
        }

        return Task.CompletedTask;
    }

    /// <summary>The gateway is gone: nothing here acts any more.</summary>
    public void Abandon() => _isClosed = true;

    private void End(string reason)
    {
        _isClosed = true;
        gateway.Forget(this);
        if (_isRegistered)
            _ = gateway.Guard(() => _node.Disconnected(_connection, reason));
        if (_reference is { } reference)
            gateway.Grains.DeleteObjectReference<INodeLink>(reference);
    }

    private async Task RegisterAsync()
    {
        var answer = await gateway.Guard(() => gateway.Calls.AskAsync(() => _node.Register(_registration!, _reference!), RegistrationPatience));
        if (!gateway.IsUp)
            return;
        if (answer is not { } registered)
        {
            await Close("the grid could not register the node; it may try again");
            return;
        }

        if (_isClosed)
        {
            await gateway.Guard(() => _node.Disconnected(registered.Connection, "the link closed while the node registered"));
            return;
        }

        _connection = registered.Connection;
        if (!_isRegistered)
            _link!.Send(registered.Admission);
        _isRegistered = true;
        while (_heldCommands.TryDequeue(out var command))
            _link!.Send(command);
        await ReportAllAsync();
    }

    // One report at a time: they keep their order, and a repeat of one that got no answer overtakes none.
    private async Task ReportAllAsync()
    {
        if (_isReporting || !_isRegistered)
            return;
        _isReporting = true;
        while (!_isClosed && gateway.IsUp && _events.TryDequeue(out var report))
        {
            var connection = _connection;
            if (await gateway.Guard(() => gateway.Calls.AskAsync(() => Ask(connection, report), ReportPatience)) is not { } standing)
                continue;
            if (standing == ConnectionStanding.Unknown && connection == _connection)
                await RegisterAgain();
        }

        _isReporting = false;
    }

    private async Task RegisterAgain()
    {
        var answer = await gateway.Guard(() => gateway.Calls.AskAsync(() => _node.Register(_registration!, _reference!), RegistrationPatience));
        if (answer is not null)
            _connection = answer.Connection;
    }

    private async Task<ConnectionStanding?> Ask(long connection, NodeEvent report) => await _node.OnEvent(connection, report);
}
