using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Chaos;

/// <summary>Breaks things at random times, repairs them later, and always leaves a floor of machines alone.</summary>
internal sealed class ChaosAgent
{
    private readonly GridWorld _world;
    private readonly ChaosOptions _options;
    private readonly SeededRandom _random;
    private readonly List<Action> _repairs = [];
    private bool _isActive;

    public ChaosAgent(GridWorld world, ChaosOptions options)
    {
        (_world, _options) = (world, options);
        _random = world.Kernel.Stream("chaos");
    }

    /// <summary>Faults so far, by kind.</summary>
    public SortedDictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    public void Start()
    {
        _isActive = true;
        Every("crash", _options.Crash, Crash);
        Every("leave", _options.Leave, Leave);
        Every("hang", _options.Hang, Hang);
        Every("slow", _options.Slow, Slow);
        Every("reset", _options.Reset, Reset);
        Every("partition", _options.Partition, Partition);
        Every("silo", _options.KillSilo, KillSilo);
        Every("gateway", _options.KillGateway, KillGateway);
        Every("storage", _options.StorageSpell, SpoilStorage);
    }

    /// <summary>Ends all faults and repairs what is broken.</summary>
    public void Heal()
    {
        _isActive = false;
        foreach (var repair in _repairs.ToArray())
            repair();
        _world.Network.HealAll();
    }

    private void Every(string kind, TimeSpan mean, Func<bool> fault)
    {
        if (mean == ChaosOptions.Never)
            return;
        _world.Kernel.Schedule(_random.Exponential(mean), () =>
        {
            if (!_isActive)
                return;
            if (fault())
            {
                Faults[kind] = Faults.GetValueOrDefault(kind) + 1;
                _world.Kernel.Note("chaos", kind);
            }

            Every(kind, mean, fault);
        });
    }

    /// <summary>Repairs once: after a drawn time, or when the world is healed.</summary>
    private void RepairLater(Action repair)
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
        _world.Kernel.Schedule(TimeSpan.FromSeconds(0.2) + _random.Exponential(_options.MeanDown), Once);
    }

    // A node that nothing is being done to, while enough others of its kind are left alone.
    private SimulatedNode? Victim()
    {
        var free = _world.Nodes.Where(n => !n.IsDisturbed && n.Process is not null && CountOf(n, disturbed: true) < CountOf(n, disturbed: false) * (1 - _options.Floor)).ToArray();
        return free.Length == 0 ? null : _random.Pick(free);
    }

    private double CountOf(SimulatedNode node, bool disturbed) =>
        _world.Nodes.Count(n => n.Profile.Kind == node.Profile.Kind && (!disturbed || n.IsDisturbed));

    private bool Disturb(Action<SimulatedNode> harm, Action<SimulatedNode> repair)
    {
        if (Victim() is not { } node)
            return false;
        node.IsDisturbed = true;
        harm(node);
        RepairLater(() =>
        {
            node.IsDisturbed = false;
            repair(node);
        });
        return true;
    }

    private bool Crash() => Disturb(node => node.Kill(silent: _random.Chance(0.5)), node => node.Start());

    private bool Leave() => Disturb(node => node.Leave(), node => node.Start());

    private bool Hang() => Disturb(node => node.Process!.Freeze(), node => node.Process?.Thaw());

    private bool Slow() => Disturb(node => node.Slowness = 1 + (_random.NextDouble() * (_options.SlowFactor - 1)), node => node.Slowness = 1);

    private bool Reset()
    {
        var nodes = _world.Nodes.Where(n => n.Process is not null).ToArray();
        if (nodes.Length == 0)
            return false;
        _random.Pick(nodes).Process!.ResetGridLink();
        return true;
    }

    private bool Partition()
    {
        List<SimHost> hosts = [.. _world.Nodes.Select(n => n.Host!), .. _world.Gateways.Select(g => g.Host!)];
        var (one, other) = (_random.Pick(hosts), _random.Pick(hosts));
        if (one == other || !one.IsUp || !other.IsUp)
            return false;
        List<Fault> faults = [_world.Network.Cut(h => h == one, h => h == other)];
        if (_random.Chance(0.5))
            faults.Add(_world.Network.Cut(h => h == other, h => h == one));
        RepairLater(() => faults.ForEach(f => f.Dispose()));
        return true;
    }

    private bool KillSilo()
    {
        if (_world.Cluster.Count < 2)
            return false;
        _world.Cluster.KillSilo(_random.Next(_world.Cluster.Count));
        RepairLater(() => _ = _world.Cluster.StartSilo());
        return true;
    }

    private bool KillGateway()
    {
        SimulatedGateway[] up = [.. _world.Gateways.Where(g => g.IsUp)];
        if (up.Length < 2)
            return false;
        var gateway = _random.Pick(up);
        gateway.Kill();
        RepairLater(gateway.Start);
        return true;
    }

    private bool SpoilStorage()
    {
        var sound = _world.Storage.Options;
        if (sound.FailureRate > 0)
            return false;
        _world.Storage.Options = sound with { FailureRate = _options.StorageFailure / 2, LostAcknowledgementRate = _options.StorageFailure / 2 };
        RepairLater(() => _world.Storage.Options = sound);
        return true;
    }
}
