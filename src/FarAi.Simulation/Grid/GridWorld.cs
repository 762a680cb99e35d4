using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Grains.Hosting;
using FarAi.Inference.Catalog;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Invariants;
using FarAi.Simulation.Network;
using FarAi.Simulation.Storage;
using FarAi.Simulation.Workload;

namespace FarAi.Simulation.Grid;

/// <summary>Everything there is in a simulated grid, and how the parts find one another.</summary>
internal sealed class GridWorld
{
    private readonly SimulatedModel _model;
    private readonly List<SimulatedClient> _clients = [];
    private readonly SortedDictionary<string, SimulatedNode> _nodes = new(StringComparer.Ordinal);

    public GridWorld(GridOptions options, Action<string>? trace)
    {
        Options = options;
        Kernel = new SimulationKernel(options.Seed);
        Kernel.Trace.Listener = trace;
        Monitor = new GridMonitor(Kernel);
        Kernel.AfterStep = ThrowIfViolated;
        Network = new SimNetwork(Kernel);
        Storage = new SimStorage(Kernel);
        _model = new SimulatedModel("sim-3b", "1");
        Cluster = new SimulatedCluster(
            Kernel, options.Storage(Storage), new ModelCatalog([_model.Served]), new WatchedCommitRule(options.CommitRule, Monitor), Configure, trace);
        var random = Kernel.Stream("map");
        Gateways = [.. Enumerable.Range(1, options.Gateways).Select(i => new SimulatedGateway(this, $"gateway-{i}", random.Pick(WorldMap.Cities)))];
        foreach (var node in MakeNodes(random))
            _nodes[node.Id.Value] = node;
        Arrivals = new Arrivals(this, options.Workload, _model);
    }

    public GridOptions Options { get; }

    public SimulationKernel Kernel { get; }

    public SimNetwork Network { get; }

    public SimStorage Storage { get; }

    public GridMonitor Monitor { get; }

    public SimulatedCluster Cluster { get; }

    public IReadOnlyList<SimulatedGateway> Gateways { get; }

    public IReadOnlyCollection<SimulatedNode> Nodes => _nodes.Values;

    public Arrivals Arrivals { get; }

    public NodeRules Rules => Options.NodeRules;

    /// <summary>The one region of this world.</summary>
    public string Region { get; } = "local";

    /// <summary>Clients that still wait.</summary>
    public IReadOnlyList<SimulatedClient> Clients => _clients;

    /// <summary>Clients that are done, by outcome.</summary>
    public SortedDictionary<ClientOutcome, long> Outcomes { get; } = [];

    /// <summary>When the clients that are done got their tokens.</summary>
    public List<StreamTimes> Streams { get; } = [];

    /// <summary>Tokens that clients got.</summary>
    public long Tokens { get; private set; }

    /// <summary>The longest wait between two tokens that any client had.</summary>
    public TimeSpan LongestGap { get; private set; }

    public SimulatedNode? Find(NodeId node) => _nodes.GetValueOrDefault(node.Value);

    public SimHost? HostOf(NodeId node) => _nodes.GetValueOrDefault(node.Value)?.Host;

    public SimHost? AnyGateway(SeededRandom random)
    {
        SimHost[] up = [.. Gateways.Where(g => g.IsUp).Select(g => g.Host!)];
        return up.Length == 0 ? null : random.Pick(up);
    }

    public SimulatedModel? ModelOf(ModelSource source) => source == _model.Served.Target ? _model : null;

    public SimulatedModel? DraftOf(ModelSource source) => source == _model.Served.Draft ? _model : null;

    public void Add(SimulatedClient client) => _clients.Add(client);

    public void OnTokens(int count, SessionId session, int received)
    {
        Tokens += count;
        Kernel.Note("tokens", session.ToString(), received);
    }

    public void OnClientDone(SimulatedClient client)
    {
        _clients.Remove(client);
        Streams.Add(client.Times);
        Arrivals.OnDone();
        Outcomes[client.Outcome] = Outcomes.GetValueOrDefault(client.Outcome) + 1;
        LongestGap = client.Times.LongestGap > LongestGap ? client.Times.LongestGap : LongestGap;
        Kernel.Note("client", client.Outcome.ToString(), client.Received);
    }

    private void Configure(GrainsOptions options)
    {
        options.Retention = TimeSpan.FromMinutes(1);
        options.Standby = Options.Standby;
        options.MaxSessionsPerTriad = Options.MaxSessionsPerTriad;
    }

    private void ThrowIfViolated()
    {
        if (Monitor.Violation is { } violation)
            throw new InvariantViolationException(violation);
    }

    // Half of the machines verify, most others draft, a few are in the middle. At least a triad with a standby, and a scout.
    private IEnumerable<SimulatedNode> MakeNodes(SeededRandom random)
    {
        for (var i = 0; i < Options.Nodes; i++)
        {
            var kind = Options.Primes is { } primes ? (i < primes ? HardwareProfile.Primes : HardwareProfile.Scouts)
                : i < 4 ? HardwareProfile.Primes
                : i < 6 ? HardwareProfile.Scouts
                : random.Chance(0.5) ? HardwareProfile.Primes
                : random.Chance(0.9) ? HardwareProfile.Scouts : HardwareProfile.Rangers;
            yield return new SimulatedNode(this, new NodeId($"n{i:00000}"), random.Pick(kind), random.Pick(WorldMap.Cities));
        }
    }
}
