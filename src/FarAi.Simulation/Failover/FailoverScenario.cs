using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Invariants;
using FarAi.Simulation.Workload;

namespace FarAi.Simulation.Failover;

/// <summary>
/// Many sessions over machines in cities all over the world, and the losses of docs/architecture.md §6 one after the other, each given time to
/// heal before the next, a quarter of them not. Every invariant is checked after every step; at the end the world is
/// healed, and all that is under way must end.
/// </summary>
public static class FailoverScenario
{
    /// <summary>Three triads, each with a standby, and one machine more.</summary>
    private const int Primes = 13;
    private const int Scouts = 7;
    private const double TogetherChance = 0.25;
    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(3);
    private static readonly (TimeSpan Least, TimeSpan Most) Apart = (TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11));

    /// <summary>Runs it to its end, or to the first violation.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="trace">Gets each event as text, for a person who looks for a fault; null for none.</param>
    public static FailoverReport Run(FailoverOptions options, Action<string>? trace = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var world = new GridWorld(GridOf(options), trace);
        var agent = new FailoverAgent(world);
        InvariantViolation? violation = null;
        try
        {
            GridScenario.Start(world);
            Load(world, agent, options.Faults);
            GridScenario.Settle(world);
            GridScenario.LookForLeaks(world);
        }
        catch (InvariantViolationException exception)
        {
            violation = exception.Violation;
        }

        world.Kernel.ThrowIfIntruded();
        return FailoverReport.Of(world, agent.Faults, violation);
    }

    private static GridOptions GridOf(FailoverOptions options) => new()
    {
        Seed = options.Seed,
        Nodes = Primes + Scouts,
        Primes = Primes,
        Gateways = 3,
        Standby = options.Standby,
        MaxSessionsPerTriad = options.Sessions,
        NodeRules = options.NodeRules,
        CommitRule = options.CommitRule,
        Workload = new WorkloadOptions { Concurrent = options.Sessions, MedianTokens = 60, Longest = 150, CancelChance = 0.02 },
    };

    private static void Load(GridWorld world, FailoverAgent agent, int faults)
    {
        var random = world.Kernel.Stream("schedule");
        Do(world, world.Arrivals.Open);
        world.Kernel.Run(world.Kernel.Now + Ramp);
        for (var i = 0; i < faults; i++)
        {
            Do(world, agent.Inject);
            var pause = random.Chance(TogetherChance) ? random.Between(TimeSpan.Zero, Together) : random.Between(Apart.Least, Apart.Most);
            world.Kernel.Run(world.Kernel.Now + pause);
        }

        Do(world, () =>
        {
            world.Arrivals.Close();
            agent.Heal();
        });
    }

    private static void Do(GridWorld world, Action action)
    {
        world.Kernel.Schedule(TimeSpan.Zero, action);
        world.Kernel.Step();
    }
}
