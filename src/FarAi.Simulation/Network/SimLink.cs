using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Network;

/// <summary>
/// One end of a stream between two hosts, as TCP gives it: in order, without loss, late at times, and broken at times. Each end
/// learns of the other's close a one-way trip later.
/// </summary>
public sealed class SimLink
{
    private readonly SimNetwork _network;
    private readonly Queue<(object Message, int Bytes)> _held = new();
    private SimLink _other = null!;
    private ISimPeer? _peer;
    private TimeSpan _lastArrival;
    private TimeSpan _stalledSince;
    private bool _stallWatched;
    private State _state;

    private SimLink(SimNetwork network, SimHost local, SimHost remote)
    {
        _network = network;
        Local = local;
        Remote = remote;
    }

    private enum State
    {
        Opening,
        Open,
        Closed,
    }

    /// <summary>The host of this end.</summary>
    public SimHost Local { get; }

    /// <summary>The host of the other end.</summary>
    public SimHost Remote { get; }

    /// <summary>Whether this end may send: from <see cref="ISimPeer.OnOpened"/> to its own or the learned end.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Messages that wait for a cut path.</summary>
    public int Held => _held.Count;

    private SimulationKernel Kernel => _network.Kernel;

    /// <summary>Sends a message; lost if the link is not open (any more).</summary>
    /// <param name="message">Not copied: give an immutable one.</param>
    /// <param name="bytes">Its size on the wire.</param>
    public void Send(object message, int bytes = 256)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_state != State.Open)
            return;
        if (_network.DrawReset())
        {
            Break("connection reset");
            _other.LaterBreak(_network.Trip(Local, Remote), "connection reset");
            return;
        }

        if (_network.IsCut(Remote, Local))
            WatchStall();
        if (_held.Count > 0 || _network.IsCut(Local, Remote) || !Remote.IsUp)
        {
            _held.Enqueue((message, bytes));
            WatchStall();
            return;
        }

        Transmit(message, bytes, TimeSpan.Zero);
    }

    /// <summary>Closes the link; what was sent before still arrives.</summary>
    public void Close(string reason)
    {
        if (_state == State.Closed)
            return;
        Leave();
        if (!_network.IsCut(Local, Remote))
            _other.LaterBreak(Arrival(0, TimeSpan.Zero) - Kernel.Now, reason);
    }

    internal static SimLink Connect(SimNetwork network, SimHost from, SimHost to, ISimPeer peer, object? greeting)
    {
        var near = new SimLink(network, from, to) { _peer = peer };
        var far = new SimLink(network, to, from) { _other = near };
        near._other = far;
        from.Add(near);
        if (network.IsCut(from, to) || network.IsCut(to, from) || !to.IsUp)
            near.LaterBreak(network.Options.StallTimeout, to.IsUp ? "no route" : "no answer");
        else
            near.Kernel.Schedule(near.Arrival(64, TimeSpan.Zero) - near.Kernel.Now, () => far.OnCalled(greeting));
        return near;
    }

    internal void OnHostCrashed(bool silent)
    {
        var wasOpening = _state == State.Opening;
        _state = State.Closed;
        _held.Clear();
        if (silent || _network.IsCut(Local, Remote))
            _other.WatchIdle();
        else if (!wasOpening)
            _other.LaterBreak(Arrival(0, TimeSpan.Zero) - Kernel.Now, "closed by peer");
    }

    /// <summary>The path from here to there, or back, was healed.</summary>
    internal void OnHealed()
    {
        if (_state != State.Open || _network.IsCut(Local, Remote) || !Remote.IsUp)
            return;
        if (_other._state == State.Closed)
        {
            LaterBreak(_network.Trip(Local, Remote) * 2, "connection reset");
            return;
        }

        while (_held.TryDequeue(out var held))
            Transmit(held.Message, held.Bytes, _network.Options.RetransmissionTimeout);
    }

    private void OnCalled(object? greeting)
    {
        if (_other._state == State.Closed)
            return;
        if (!Local.IsUp)
        {
            // It went down while the call was on its way: nobody answers.
            _other.LaterBreak(_network.Options.StallTimeout, "no answer");
            return;
        }

        _state = State.Open;
        _peer = Local.Listener?.Accept(this, greeting);
        if (_peer is null)
        {
            _state = State.Closed;
            _other.LaterBreak(_network.Trip(Local, Remote), "connection refused");
            return;
        }

        if (_state == State.Closed)
            return;
        Local.Add(this);
        // Nothing that this end sends may overtake the answer.
        Kernel.Schedule(Arrival(64, TimeSpan.Zero) - Kernel.Now, _other.OnAnswered);
        _peer.OnOpened(this);
    }

    private void OnAnswered()
    {
        if (_state != State.Opening)
        {
            if (_state == State.Closed)
                _other.LaterBreak(_network.Trip(Local, Remote), "connection reset");
            return;
        }

        _state = State.Open;
        _peer!.OnOpened(this);
    }

    private void Transmit(object message, int bytes, TimeSpan late) =>
        Kernel.Schedule(Arrival(bytes, late) - Kernel.Now, () => _other.Receive(message));

    // Each arrival is at least a tick after the one before, so the queue of events keeps the order.
    private TimeSpan Arrival(int bytes, TimeSpan late)
    {
        var arrival = Kernel.Now + late + _network.Trip(Local, Remote) + _network.DrawRetransmissions(Local, Remote) + _network.TimeOf(bytes);
        var next = _lastArrival + TimeSpan.FromTicks(1);
        return _lastArrival = arrival > next ? arrival : next;
    }

    private void Receive(object message)
    {
        if (_state != State.Open)
            return;
        _network.Note("arrive", Local.Name, Remote.Number);
        _peer!.OnMessage(this, message);
    }

    private void LaterBreak(TimeSpan delay, string reason) => Kernel.Schedule(delay, () => Break(reason));

    private void Break(string reason)
    {
        if (_state == State.Closed)
            return;
        Leave();
        _network.Note("broken", Local.Name, Remote.Number);
        _peer?.OnClosed(this, reason);
    }

    private void Leave()
    {
        _state = State.Closed;
        _held.Clear();
        Local.Remove(this);
    }

    // A link on which nothing is sent notices a vanished peer by keep-alive only.
    private void WatchIdle()
    {
        if (_state != State.Closed)
            LaterBreak(_network.Options.StallTimeout * 2, "timed out");
    }

    private void WatchStall()
    {
        if (_stallWatched)
            return;
        _stallWatched = true;
        _stalledSince = Kernel.Now;
        Kernel.Schedule(_network.Options.StallTimeout, OnStallTime);
    }

    private void OnStallTime()
    {
        _stallWatched = false;
        if (_state != State.Open || !Local.IsUp)
            return;
        if (!Remote.IsUp || _network.CutSince(Local, Remote) <= _stalledSince || _network.CutSince(Remote, Local) <= _stalledSince)
            Break("timed out");
        else if (_held.Count > 0)
            WatchStall();
    }
}
