using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Grains.Nodes;
using FarAi.Simulation.Engine;
using Orleans.Runtime;

namespace FarAi.Simulation.Scale;

/// <summary>A machine that does nothing but join, report, crash and come back: small, for there are a million. It has one scheduled step at any time.</summary>
internal sealed class ScaleNode(ScaleWorld world, NodeId id, NodeRegistration registration) : INodeLink, IThreadPoolWorkItem
{
    private INodeGrain? _grain;
    private INodeLink? _link;
    private long _connection;
    private int _reports;
    private State _state;

    private enum State : byte
    {
        Away,
        Joining,
        Up,
        Lost,
    }

    public NodeId Id => id;

    public string Region => registration.Region!;

    /// <summary>Whether the machine runs and believes itself connected.</summary>
    public bool IsUp => _state is State.Up;

    /// <summary>Its next step: join, report, or plan the return after a crash.</summary>
    public void Execute()
    {
        switch (_state)
        {
            case State.Up:
                world.Kernel.Schedule(world.Options.Heartbeat, this);
                _ = ReportAsync();
                break;
            case State.Away when _connection < 0:
                // The step after a crash: it finds the machine down.
                _connection = 0;
                world.Kernel.Schedule(world.DrawAbsence(), this);
                break;
            default:
                _ = JoinAsync();
                break;
        }
    }

    /// <summary>The machine is gone; every other time its link is seen to close, else it is only silent.</summary>
    public bool Crash(bool silently)
    {
        if (_state != State.Up)
            return false;
        if (!silently)
            _ = DisconnectAsync(_connection);
        (_state, _connection) = (State.Away, -1);
        return true;
    }

    /// <inheritdoc/>
    public Task Deliver(NodeCommand command) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> Confirm(NodeId node, long connection) => Task.FromResult(_state == State.Up && node == id && connection == _connection);

    /// <inheritdoc/>
    public Task Close(string reason)
    {
        if (_state == State.Up)
            _state = State.Lost;
        return Task.CompletedTask;
    }

    private async Task JoinAsync()
    {
        _state = State.Joining;
        _grain ??= world.Grains.GetGrain<INodeGrain>(id.Value);
        _link ??= world.Grains.CreateObjectReference<INodeLink>(this);
        try
        {
            var registered = await _grain.Register(registration, _link);
            _connection = registered.Connection;
            _state = State.Up;
            world.OnRegistered();
            world.Kernel.Schedule(world.DrawPhase(), this);
        }
        catch (Exception exception) when (exception is SiloUnavailableException or TimeoutException)
        {
            // Its grain's silo died meanwhile; as a real node, it comes again.
            world.Kernel.Schedule(world.Options.Heartbeat, this);
        }
    }

    private async Task ReportAsync()
    {
        var connection = _connection;
        try
        {
            var standing = await _grain!.OnEvent(connection, new NodeHeartbeat(0, 0, 0, 1 << 30, ++_reports, 0, 0));
            world.OnReported();
            if (standing != ConnectionStanding.Current && _state == State.Up && connection == _connection)
                _state = State.Lost;
        }
        catch (Exception exception) when (exception is SiloUnavailableException or TimeoutException)
        {
            // The next report finds the grain elsewhere.
        }
    }

    private async Task DisconnectAsync(long connection)
    {
        try
        {
            await _grain!.Disconnected(connection, "crashed");
        }
        catch (Exception exception) when (exception is SiloUnavailableException or TimeoutException)
        {
            // The grain finds it by silence.
        }
    }
}
