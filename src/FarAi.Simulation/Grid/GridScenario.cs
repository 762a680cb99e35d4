using System.Globalization;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Regions;
using FarAi.Simulation.Chaos;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Invariants;

namespace FarAi.Simulation.Grid;

/// <summary>
/// Runs a grid from nothing: start, load with chaos, then a liveness phase in which the world is healed and all that is under way
/// must end, and at last a look for what was left behind.
/// </summary>
public static class GridScenario
{
    /// <summary>How long a sound world may take to serve.</summary>
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(3);

    /// <summary>How long a healed world may take to finish everything.</summary>
    private static readonly TimeSpan LivenessBound = TimeSpan.FromMinutes(5);

    /// <summary>After so long nodes and stores have let go of whatever nobody closed: nodes forget after ten minutes.</summary>
    private static readonly TimeSpan ForgettingBound = TimeSpan.FromMinutes(13);

    /// <summary>Runs a grid to its end, or to the first violation.</summary>
    /// <param name="options">The grid.</param>
    /// <param name="trace">Gets each event as text, for a person who looks for a fault; null for none.</param>
    public static GridReport Run(GridOptions options, Action<string>? trace = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var world = new GridWorld(options, trace);
        var chaos = new ChaosAgent(world, options.Chaos);
        InvariantViolation? violation = null;
        try
        {
            Start(world);
            Load(world, chaos);
            Settle(world);
            LookForLeaks(world);
        }
        catch (InvariantViolationException exception)
        {
            violation = exception.Violation;
        }

        world.Kernel.ThrowIfIntruded();
        return Report(world, chaos, violation);
    }

    internal static void Start(GridWorld world)
    {
        for (var i = 0; i < world.Options.Silos; i++)
            world.Kernel.Await(world.Cluster.StartSilo, TimeSpan.FromMinutes(1));
        world.Kernel.Await(
            () =>
            {
                foreach (var gateway in world.Gateways)
                    gateway.Start();
                foreach (var node in world.Nodes)
                    node.Start();
                return Task.CompletedTask;
            },
            TimeSpan.FromMinutes(1));
        Serves(world, StartBound, "a sound grid starts");
    }

    private static void Load(GridWorld world, ChaosAgent chaos)
    {
        var end = world.Kernel.Now + world.Options.Duration;
        world.Kernel.Schedule(TimeSpan.Zero, () =>
        {
            world.Arrivals.Open();
            chaos.Start();
        });
        world.Kernel.Run(end);
        world.Kernel.Schedule(TimeSpan.Zero, () =>
        {
            world.Arrivals.Close();
            chaos.Heal();
        });
        world.Kernel.Step();
    }

    internal static void Settle(GridWorld world)
    {
        var limit = world.Kernel.Now + LivenessBound;
        world.Kernel.RunUntil(() => world.Clients.Count == 0, limit);
        Demand(world, world.Clients.Count == 0, "every session ends in a healed world", () => string.Join("; ", world.Clients.Select(c => c.Describe())));
        Serves(world, LivenessBound, "a healed grid serves");
        world.Kernel.Schedule(TimeSpan.Zero, () => world.Arrivals.Arrive());
        world.Kernel.Step();
        world.Kernel.RunUntil(() => world.Clients.Count == 0, world.Kernel.Now + LivenessBound);
        Demand(world, world.Clients.Count == 0, "a healed grid serves", () => string.Join("; ", world.Clients.Select(c => c.Describe())));
    }

    internal static void LookForLeaks(GridWorld world)
    {
        world.Kernel.Run(world.Kernel.Now + ForgettingBound);
        foreach (var node in world.Nodes)
            Demand(world, node.Process is null or { SessionCount: 0 }, "no cache outlives its session", () => $"{node.Id} holds {node.Process!.SessionCount} sessions");
        var status = Status(world);
        Demand(world, status.Sessions == 0, "no cache outlives its session", () => $"the region counts {status.Sessions} sessions");
    }

    private static void Serves(GridWorld world, TimeSpan within, string invariant)
    {
        var limit = world.Kernel.Now + within;
        var problem = "";
        while (world.Kernel.Now < limit)
        {
            world.Kernel.Run(world.Kernel.Now + TimeSpan.FromSeconds(1));
            var away = world.Nodes.Where(n => n.Process?.IsConnected != true).Select(n => n.Id.Value).ToArray();
            var status = Status(world);
            // A triad may wait for a third member, but not while a Prime is idle.
            var taken = status.Triads.SelectMany(t => t.Members.Select(m => m.Address.Node).Concat(t.Standbys)).ToHashSet();
            var idle = status.Nodes.Where(n => n.Layer == SwarmLayer.Prime && n.Available && !taken.Contains(n.Node)).Select(n => n.Node.Value).ToArray();
            if (away.Length == 0 && status.Nodes.Count == world.Nodes.Count && status.Triads.Any(t => t.Phase == TriadPhase.Ready)
                && status.Triads.All(t => t.Phase == TriadPhase.Ready || (t.Phase == TriadPhase.Waiting && idle.Length == 0)))
                return;
            problem = string.Create(
                CultureInfo.InvariantCulture,
                $"not connected: [{string.Join(' ', away)}]; the region knows {status.Nodes.Count} of {world.Nodes.Count} nodes; idle Primes: [{string.Join(' ', idle)}]; triads: {string.Join(", ", status.Triads.Select(t => $"{t.Triad} {t.Phase} epoch {t.Epoch} ({t.Problem ?? "well"})"))}");
        }

        Demand(world, false, invariant, () => problem);
    }

    private static RegionStatus Status(GridWorld world) => world.Kernel.Await(
        () => world.Gateways.First(g => g.IsUp).Grains.GetGrain<IRegionGrain>(world.Region).GetStatus(), TimeSpan.FromMinutes(1));

    private static void Demand(GridWorld world, bool holds, string invariant, Func<string> detail)
    {
        world.Monitor.Require(holds, invariant, detail);
        if (world.Monitor.Violation is { } violation)
            throw new InvariantViolationException(violation);
    }

    private static GridReport Report(GridWorld world, ChaosAgent chaos, InvariantViolation? violation) => new()
    {
        Seed = world.Options.Seed,
        Violation = violation,
        Checks = world.Monitor.Checks,
        Sessions = world.Outcomes.ToDictionary(o => o.Key.ToString(), o => o.Value),
        Tokens = world.Tokens,
        Faults = new SortedDictionary<string, int>(chaos.Faults, StringComparer.Ordinal),
        Epochs = world.Monitor.Epochs,
        Verdicts = world.Monitor.Committed,
        RefusedVerdicts = world.Monitor.Refused,
        LongestGap = world.LongestGap,
        Steps = world.Kernel.Steps,
        VirtualTime = world.Kernel.Now,
        TraceHash = world.Kernel.Trace.Text,
        LastEvents = world.Kernel.Trace.Last,
    };
}
