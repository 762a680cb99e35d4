using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Network;

/// <summary>Hosts in cities, streams and datagrams between them, and faults of the paths. Every delay and loss follows from the kernel's seed.</summary>
public sealed class SimNetwork
{
    private const double FibreKmPerMs = 204.19;
    private const int MostRetransmissions = 6;
    private readonly SeededRandom _random;
    private readonly List<(Fault Fault, TimeSpan Since)> _faults = [];
    private readonly List<SimHost> _hosts = [];
    private readonly Dictionary<(City, City), TimeSpan> _trips = [];

    /// <summary>A network without hosts.</summary>
    public SimNetwork(SimulationKernel kernel, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        Kernel = kernel;
        Options = options ?? new NetworkOptions();
        _random = kernel.Stream("network");
    }

    /// <summary>How it behaves.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Hosts that are up, in the order in which they were added.</summary>
    public IEnumerable<SimHost> Hosts => _hosts.Where(host => host.IsUp);

    internal SimulationKernel Kernel { get; }

    /// <summary>Adds a machine.</summary>
    public SimHost AddHost(string name, City city)
    {
        ArgumentNullException.ThrowIfNull(city);
        _hosts.RemoveAll(host => !host.IsUp);
        var host = new SimHost(this, _hosts.Count == 0 ? 0 : _hosts[^1].Number + 1, name, city);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Opens a stream; <paramref name="peer"/> hears of success or failure one round trip later or after the stall time-out.</summary>
    /// <param name="from">The calling host; it must be up.</param>
    /// <param name="to">The called host.</param>
    /// <param name="peer">Who holds the near end.</param>
    /// <param name="greeting">Given to the listener.</param>
    public SimLink Connect(SimHost from, SimHost to, ISimPeer peer, object? greeting = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(peer);
        if (!from.IsUp)
            throw new InvalidOperationException($"{from} is down and can't connect");
        return SimLink.Connect(this, from, to, peer, greeting);
    }

    /// <summary>Sends a datagram: it may be lost, and may overtake others.</summary>
    public void SendDatagram(SimHost from, SimHost to, object message)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(message);
        if (!from.IsUp || IsCut(from, to) || _random.Chance(Options.Loss))
            return;
        Kernel.Schedule(Trip(from, to), () =>
        {
            if (to.IsUp)
                to.OnDatagram?.Invoke(from, message);
        });
    }

    /// <summary>Cuts all paths from some hosts to others, one way.</summary>
    public Fault Cut(Func<SimHost, bool> from, Func<SimHost, bool> to) => Add(new Fault(this, from, to, cuts: true, TimeSpan.Zero));

    /// <summary>Slows all paths from some hosts to others, one way.</summary>
    public Fault Slow(Func<SimHost, bool> from, Func<SimHost, bool> to, TimeSpan delay) => Add(new Fault(this, from, to, cuts: false, delay));

    /// <summary>Cuts all paths between some hosts and all others, both ways; dispose both to heal.</summary>
    public IReadOnlyList<Fault> Partition(Func<SimHost, bool> side) => [Cut(side, host => !side(host)), Cut(host => !side(host), side)];

    /// <summary>Heals all faults.</summary>
    public void HealAll()
    {
        foreach (var (fault, _) in _faults.ToArray())
            fault.Dispose();
    }

    /// <summary>The undisturbed round trip between two cities.</summary>
    public TimeSpan RoundTrip(City from, City to) => Propagation(from, to) * 2;

    internal void Heal(Fault fault)
    {
        if (_faults.RemoveAll(entry => entry.Fault == fault) == 0 || !fault.Cuts)
            return;
        foreach (var host in Hosts.ToArray())
        {
            foreach (var link in host.Links.ToArray())
                link.OnHealed();
        }
    }

    internal bool IsCut(SimHost from, SimHost to)
    {
        foreach (var (fault, _) in _faults)
        {
            if (fault.Cuts && fault.Concerns(from, to))
                return true;
        }

        return false;
    }

    /// <summary>Since when the path is cut; the end of time where it is not.</summary>
    internal TimeSpan CutSince(SimHost from, SimHost to)
    {
        var since = TimeSpan.MaxValue;
        foreach (var (fault, start) in _faults)
        {
            if (fault.Cuts && fault.Concerns(from, to) && start < since)
                since = start;
        }

        return since;
    }

    /// <summary>One-way time of one packet, drawn.</summary>
    internal TimeSpan Trip(SimHost from, SimHost to)
    {
        var trip = Propagation(from.City, to.City);
        if (Options.Jitter > TimeSpan.Zero)
            trip += _random.Exponential(Options.Jitter);
        foreach (var (fault, _) in _faults)
        {
            if (!fault.Cuts && fault.Concerns(from, to))
                trip += fault.Delay;
        }

        return trip;
    }

    internal TimeSpan TimeOf(int bytes) => TimeSpan.FromSeconds(bytes / Options.BytesPerSecond);

    internal bool DrawReset() => Options.ResetRate > 0 && _random.Chance(Options.ResetRate);

    /// <summary>Extra time that lost packets of one message cost.</summary>
    internal TimeSpan DrawRetransmissions(SimHost from, SimHost to)
    {
        var extra = TimeSpan.Zero;
        var wait = Options.RetransmissionTimeout + (Propagation(from.City, to.City) * 2);
        for (var i = 0; i < MostRetransmissions && _random.Chance(Options.Loss); i++, wait *= 2)
            extra += wait;
        return extra;
    }

    internal void Note(string kind, string who, long value) => Kernel.Note(kind, who, value);

    private Fault Add(Fault fault)
    {
        _faults.Add((fault, Kernel.Now));
        return fault;
    }

    private TimeSpan Propagation(City from, City to)
    {
        if (!_trips.TryGetValue((from, to), out var trip))
        {
            trip = Options.LastMile + TimeSpan.FromMilliseconds(from.DistanceKm(to) * Options.FibreFactor / FibreKmPerMs);
            _trips[(from, to)] = trip;
        }

        return trip;
    }
}
