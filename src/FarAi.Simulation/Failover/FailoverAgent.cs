using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Failover;

/// <summary>Does one fault after the other to chosen parts of a grid, and repairs each later.</summary>
internal sealed class FailoverAgent(GridWorld world)
{
    private static readonly TriadRole[] Places = [TriadRole.Head, TriadRole.Middle, TriadRole.Tail];
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private readonly SeededRandom _random = world.Kernel.Stream("failover");
    private readonly List<Action> _repairs = [];
    private readonly List<InjectedFault> _faults = [];

    /// <summary>What was done, in order.</summary>
    public IReadOnlyList<InjectedFault> Faults => _faults;

    /// <summary>A fault of a drawn kind, where there is something that it can be done to.</summary>
    public void Inject()
    {
        var kind = (FailoverFault)_random.Next((int)FailoverFault.TwoFaults);
        if (Do(kind) is not { } concerned)
            return;
        _faults.Add(new InjectedFault(kind, world.Kernel.Now, concerned));
        world.Kernel.Note("fault", kind.ToString(), concerned.Count);
    }

    /// <summary>Repairs what is broken.</summary>
    public void Heal()
    {
        foreach (var repair in _repairs.ToArray())
            repair();
        world.Network.HealAll();
    }

    private HashSet<SessionId>? Do(FailoverFault kind) => kind switch
    {
        FailoverFault.Nothing => [.. world.Clients.Select(c => c.Request.Session)],
        FailoverFault.ScoutKilled => Scout(node => Kill(node, silent: false)),
        FailoverFault.ScoutHung => Scout(node => Hang(node, 1, 10)),
        FailoverFault.ScoutSlow => Scout(Slow),
        FailoverFault.HeadKilled => Member(TriadRole.Head, node => Kill(node, silent: false)),
        FailoverFault.MiddleKilled => Member(TriadRole.Middle, node => Kill(node, silent: false)),
        FailoverFault.TailKilled => Member(TriadRole.Tail, node => Kill(node, silent: false)),
        FailoverFault.MemberPowerCut => Member(_random.Pick(Places), node => Kill(node, silent: true)),
        FailoverFault.HeadHung => Member(TriadRole.Head, node => Hang(node, 1, 10)),
        FailoverFault.MiddleHung => Member(TriadRole.Middle, node => Hang(node, 1, 10)),
        FailoverFault.TailHung => Member(TriadRole.Tail, node => Hang(node, 1, 10)),
        FailoverFault.MemberSleeps => Member(_random.Pick(Places), node => Hang(node, 15, 30)),
        FailoverFault.MemberLeaves => Member(_random.Pick(Places), Leave),
        FailoverFault.MemberCutOneWay => Triad(triad => CutOneWay(triad, _random.Next(Places.Length))),
        FailoverFault.TwoKilled => Triad(KillTwo),
        FailoverFault.StandbyKilledToo => Triad(KillWithStandby),
        FailoverFault.TriadKilled => Triad(KillAll),
        FailoverFault.SiloKilled => KillSilo(),
        FailoverFault.GatewayKilled => KillGateways(1),
        FailoverFault.GatewaysKilled => KillGateways(world.Gateways.Count),
        _ => null,
    };

    private HashSet<SessionId>? Scout(Action<SimulatedNode> harm)
    {
        SimulatedNode[] scouts = [.. world.Nodes.Where(n => n.Profile.Kind == SwarmLayer.Scout && n.Process is { Drafts.Count: > 0 })];
        if (scouts.Length == 0)
            return null;
        var scout = _random.Pick(scouts);
        HashSet<SessionId> concerned = [.. scout.Process!.Drafts];
        harm(scout);
        return concerned;
    }

    private HashSet<SessionId>? Member(TriadRole place, Action<SimulatedNode> harm) => Triad(triad =>
    {
        if (At(triad, place) is not { Process: not null } node)
            return false;
        harm(node);
        return true;
    });

    private HashSet<SessionId>? Triad(Func<TriadId, bool> harm)
    {
        TriadId[] served = [.. world.Monitor.Triads.Where(t => Sessions(t).Count > 0)];
        if (served.Length == 0)
            return null;
        var triad = _random.Pick(served);
        var concerned = Sessions(triad);
        return harm(triad) ? concerned : null;
    }

    private HashSet<SessionId> Sessions(TriadId triad) => [.. world.Clients.Select(c => c.Request.Session).Where(s => world.Monitor.TriadOf(s) == triad)];

    private SimulatedNode? At(TriadId triad, TriadRole place) => world.Monitor.MemberOf(triad, place) is { } node ? world.Find(node) : null;

    private void Kill(SimulatedNode node, bool silent)
    {
        if (node.Process is null)
            return;
        node.Kill(silent);
        RepairLater(3, 8, () => StartAgain(node));
    }

    private void Leave(SimulatedNode node)
    {
        var process = node.Process;
        node.Drain(Grace);
        RepairLater(12, 15, () =>
        {
            if (node.Process == process)
                node.Leave();
            StartAgain(node);
        });
    }

    private static void StartAgain(SimulatedNode node)
    {
        if (node.Process is null)
            node.Start();
    }

    private void Hang(SimulatedNode node, double least, double most)
    {
        var process = node.Process!;
        process.Freeze();
        RepairLater(least, most, process.Thaw);
    }

    private void Slow(SimulatedNode node)
    {
        node.Slowness = 20;
        RepairLater(5, 10, () => node.Slowness = 1);
    }

    private bool KillTwo(TriadId triad)
    {
        var spared = _random.Next(Places.Length);
        var victims = Places.Where((_, i) => i != spared).Select(p => At(triad, p)).OfType<SimulatedNode>().Where(n => n.Process is not null).ToList();
        foreach (var (i, node) in victims.Index())
            Later(i == 0 ? 0 : 0.05, () => Kill(node, silent: false));
        return victims.Count > 0;
    }

    private bool KillWithStandby(TriadId triad)
    {
        var place = _random.Pick(Places);
        if (At(triad, place) is not { Process: not null } node)
            return false;
        Kill(node, silent: false);
        Later(0.5, () =>
        {
            // Whoever has it now, or will have it as far as anybody follows it.
            if ((At(triad, place) is { Process: not null } successor ? successor : Mirror(triad, place)) is { } next)
                Kill(next, silent: false);
        });
        return true;
    }

    private bool KillAll(TriadId triad)
    {
        SimulatedNode[] all = [.. Places.SelectMany(p => new[] { At(triad, p), Mirror(triad, p) }).OfType<SimulatedNode>().Distinct()];
        foreach (var node in all)
            Kill(node, silent: false);
        return all.Length > 0;
    }

    private SimulatedNode? Mirror(TriadId triad, TriadRole place) => world.Monitor.MirrorOf(triad, place) is { } node ? world.Find(node) : null;

    private bool CutOneWay(TriadId triad, int place)
    {
        var (member, next, previous) = (At(triad, Places[place]), At(triad, Places[(place + 1) % 3]), At(triad, Places[(place + 2) % 3]));
        if (member?.Host is not { IsUp: true } host)
            return false;
        SimHost?[] others = [next?.Host, previous?.Host];
        var cut = _random.Next(3) switch
        {
            0 => world.Network.Cut(h => h == host, h => h == others[0]),
            1 => world.Network.Cut(h => h == host, others.Contains),
            _ => world.Network.Cut(h => h == host, h => world.Gateways.Any(g => g.Host == h)),
        };
        RepairLater(5, 15, cut.Dispose);
        return true;
    }

    private HashSet<SessionId>? KillSilo()
    {
        if (world.Cluster.Count < 2)
            return null;
        world.Cluster.KillSilo(_random.Next(world.Cluster.Count));
        RepairLater(3, 8, () => _ = world.Cluster.StartSilo());
        return [.. world.Clients.Select(c => c.Request.Session)];
    }

    private HashSet<SessionId>? KillGateways(int most)
    {
        SimulatedGateway[] up = [.. world.Gateways.Where(g => g.IsUp)];
        var victims = most == 1 && up.Length > 1 ? [_random.Pick(up)] : most > 1 ? up : [];
        if (victims.Length == 0)
            return null;
        HashSet<SessionId> concerned = [.. world.Clients.Where(c => victims.Any(g => g.Host == c.Gateway)).Select(c => c.Request.Session)];
        foreach (var gateway in victims)
        {
            gateway.Kill();
            RepairLater(1, 3, gateway.Start);
        }

        return concerned;
    }

    private void Later(double seconds, Action action) => world.Kernel.Schedule(TimeSpan.FromSeconds(seconds * _random.NextDouble()), action);

    /// <summary>Repairs once: after a drawn time, or when the world is healed.</summary>
    private void RepairLater(double least, double most, Action repair)
    {
        var done = false;
        void Once()
        {
            if (done)
                return;
            done = true;
            _repairs.Remove(Once);
            repair();
        }

        _repairs.Add(Once);
        world.Kernel.Schedule(_random.Between(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most)), Once);
    }
}
