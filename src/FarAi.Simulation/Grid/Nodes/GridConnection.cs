using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Grid;

/// <summary>A process's one link to the grid: joins by one of the gateways, takes commands, reports, and comes back after every loss.</summary>
internal sealed class GridConnection(NodeProcess process, SimulatedNode node) : ISimPeer
{
    private const int RememberedVerdicts = 8;
    private static readonly TimeSpan AdmissionPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly Queue<Verdict> _latest = new();
    private SimLink? _link;
    private TimeSpan _pause = FirstPause;
    private bool _hadLink;

    public bool IsAdmitted { get; private set; }

    public void Connect()
    {
        if (process.World.AnyGateway(node.Random) is { } gateway)
            _link = process.World.Network.Connect(process.Host, gateway, this, new GridHello(process.Id));
        else
            process.After(Pause(), Connect);
    }

    public void Send(NodeEvent report) => _link?.Send(report);

    public void Send(Verdict verdict)
    {
        if (_latest.Count == RememberedVerdicts)
            _latest.Dequeue();
        _latest.Enqueue(verdict);
        _link?.Send(verdict);
    }

    public void Leave()
    {
        _link?.Send(new NodeLeaving("the node was asked to leave"));
        _link?.Close("left in good order");
    }

    public void Reset()
    {
        if (_link is not { IsOpen: true } link)
            return;
        link.Close("connection reset");
        OnLost(link);
    }

    void ISimPeer.OnOpened(SimLink link) => process.Run(() =>
    {
        if (_link != link)
            return;
        link.Send(new NodeRegistration(node.Profile.Fingerprint(), null, node.Endpoint, "simulated"));
        process.After(AdmissionPatience, () =>
        {
            if (_link != link || IsAdmitted)
                return;
            link.Close("the grid doesn't answer the registration");
            OnLost(link);
        });
    });

    void ISimPeer.OnMessage(SimLink link, object message) => process.Run(() =>
    {
        if (_link != link)
            return;
        if (message is NodeAdmission admission)
            OnAdmitted(link, admission);
        else
            process.Obey((NodeCommand)message);
    });

    void ISimPeer.OnClosed(SimLink link, string reason) => process.Run(() => OnLost(link));

    private void OnAdmitted(SimLink link, NodeAdmission admission)
    {
        IsAdmitted = true;
        _pause = FirstPause;
        // It can't know which of its latest verdicts arrived before the former link broke; those of an old epoch must not count now.
        if (_hadLink && node.Random.Chance(process.World.Options.Chaos.LateVerdicts))
        {
            foreach (var verdict in _latest)
                link.Send(verdict);
        }

        _hadLink = true;
        _latest.Clear();
        Beat(link, admission.Heartbeat);
    }

    private void Beat(SimLink link, TimeSpan interval)
    {
        if (_link != link)
            return;
        link.Send(process.Beat());
        process.After(interval, () => Beat(link, interval));
    }

    private void OnLost(SimLink link)
    {
        if (_link != link)
            return;
        _link = null;
        IsAdmitted = false;
        process.DropSessions();
        process.After(Pause(), Connect);
    }

    private TimeSpan Pause()
    {
        var pause = _pause * (1 - (0.5 * node.Random.NextDouble()));
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return pause;
    }
}
