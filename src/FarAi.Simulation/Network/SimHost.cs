namespace FarAi.Simulation.Network;

/// <summary>A machine on the network. After a crash its name lives on as a new host, once the machine is back.</summary>
public sealed class SimHost
{
    private readonly SimNetwork _network;
    private readonly List<SimLink> _links = [];

    internal SimHost(SimNetwork network, int number, string name, City city)
    {
        _network = network;
        Number = number;
        Name = name;
        City = city;
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Where it stands.</summary>
    public City City { get; }

    /// <summary>Who answers calls; null: connections are refused.</summary>
    public ISimListener? Listener { get; set; }

    /// <summary>Gets datagrams, with their sender; null: they are lost.</summary>
    public Action<SimHost, object>? OnDatagram { get; set; }

    /// <summary>False after a crash, for ever.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Open ends, oldest first.</summary>
    public IReadOnlyList<SimLink> Links => _links;

    internal int Number { get; }

    /// <summary>
    /// The process is gone with all its links. Peers hear of it a one-way trip later, as the system closes a dead process's
    /// sockets; if <paramref name="silent"/> (power cut, lost machine) they hear nothing and find out by time-outs.
    /// </summary>
    public void Crash(bool silent)
    {
        if (!IsUp)
            return;
        IsUp = false;
        Listener = null;
        foreach (var link in _links.ToArray())
            link.OnHostCrashed(silent);
        _links.Clear();
        _network.Note("crash", Name, silent ? 1 : 0);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void Add(SimLink link) => _links.Add(link);

    internal void Remove(SimLink link) => _links.Remove(link);
}
