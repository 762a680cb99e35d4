namespace FarAi.Simulation.Network;

/// <summary>A fault of the paths from some hosts to others, one way; dispose it to heal it. Make two for both ways.</summary>
public sealed class Fault : IDisposable
{
    private readonly SimNetwork _network;
    private readonly Func<SimHost, bool> _from;
    private readonly Func<SimHost, bool> _to;

    internal Fault(SimNetwork network, Func<SimHost, bool> from, Func<SimHost, bool> to, bool cuts, TimeSpan delay)
    {
        _network = network;
        _from = from;
        _to = to;
        Cuts = cuts;
        Delay = delay;
    }

    /// <summary>Nothing passes.</summary>
    public bool Cuts { get; }

    /// <summary>Extra one-way time of what passes.</summary>
    public TimeSpan Delay { get; }

    /// <summary>Ends the fault; streams that wait go on after a retransmission.</summary>
    public void Dispose() => _network.Heal(this);

    internal bool Concerns(SimHost from, SimHost to) => _from(from) && _to(to);
}
